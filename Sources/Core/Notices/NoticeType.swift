/// What other systems can be told of.
///
/// Numbers are stored, names are given out; neither is ever changed or reused.
package enum NoticeType: UInt8, Sendable, CaseIterable {
    case consultationCreated = 1
    /// Title, time or provider are others.
    case consultationChanged = 2
    /// The first person waits.
    case consultationWaiting = 3
    /// The visit began, or went on.
    case consultationActive = 4
    case consultationOnHold = 5
    case consultationEnded = 6
    case consultationCancelled = 7
    case consultationNoShow = 8
    case consultationSummaryWritten = 9
    case consultationIssueReported = 10
    /// Its content is gone for good: whoever has a copy should take it away, too.
    case consultationErased = 11
    case consultationRecordingStarted = 12
    case consultationRecordingStopped = 13
    /// Somebody agreed to something: REST says who, and to what.
    case consultationConsentGiven = 14
    case consultationConsentWithdrawn = 15
    case consultationIssueResolved = 16
    case bookingMade = 32
    case bookingMoved = 33
    case bookingCancelled = 34
    /// An outside system said what it is now.
    case bookingImported = 35

    /// The name that REST and webhooks use.
    package var name: String {
        switch self {
        case .consultationCreated: "consultation.created"
        case .consultationChanged: "consultation.changed"
        case .consultationWaiting: "consultation.waiting"
        case .consultationActive: "consultation.active"
        case .consultationOnHold: "consultation.on_hold"
        case .consultationEnded: "consultation.ended"
        case .consultationCancelled: "consultation.cancelled"
        case .consultationNoShow: "consultation.no_show"
        case .consultationSummaryWritten: "consultation.summary_written"
        case .consultationIssueReported: "consultation.issue_reported"
        case .consultationErased: "consultation.erased"
        case .consultationRecordingStarted: "consultation.recording_started"
        case .consultationRecordingStopped: "consultation.recording_stopped"
        case .consultationConsentGiven: "consultation.consent_given"
        case .consultationConsentWithdrawn: "consultation.consent_withdrawn"
        case .consultationIssueResolved: "consultation.issue_resolved"
        case .bookingMade: "booking.made"
        case .bookingMoved: "booking.moved"
        case .bookingCancelled: "booking.cancelled"
        case .bookingImported: "booking.imported"
        }
    }

    package init?(name: String) {
        guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = type
    }

    /// That a consultation's status is another one; `nil` for one that it never comes to again.
    package init?(_ status: ConsultationStatus) {
        switch status {
        case .scheduled: return nil
        case .waiting: self = .consultationWaiting
        case .active: self = .consultationActive
        case .onHold: self = .consultationOnHold
        case .ended: self = .consultationEnded
        case .cancelled: self = .consultationCancelled
        case .noShow: self = .consultationNoShow
        }
    }
}
