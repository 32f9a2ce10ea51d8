/// That something changed which somebody in the clinic may want to look at.
///
/// It says where to look, and nothing of what is there: whoever gets it reads that over REST, by their own rights.
package struct ClinicNews: Hashable, Sendable {
    /// What changed.
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// Who waits, or whose turn it is.
        case waitingRoom = 1
        /// How the visit stands.
        case status = 2
        /// Trouble was reported or noticed, or something became of it.
        case issue = 3
        /// There is a new visit, or its title, time or provider changed.
        case visit = 4
    }

    package let kind: Kind
    package let consultation: ConsultationID
    /// Of the event that changed it.
    package let seq: UInt64

    package init(kind: Kind, consultation: ConsultationID, seq: UInt64) {
        self.kind = kind
        self.consultation = consultation
        self.seq = seq
    }
}

extension ClinicNews {
    /// The stored kinds that are news.
    package static let kinds: [ConsultationEvent.Kind: Kind] = [
        .created: .visit, .bookingChanged: .visit, .waitingRoomEntered: .waitingRoom, .left: .waitingRoom,
        .admitted: .waitingRoom, .denied: .waitingRoom, .removed: .waitingRoom, .movedToWaitingRoom: .waitingRoom,
        .priorityGiven: .waitingRoom, .claimed: .waitingRoom, .statusChanged: .status, .issueReported: .issue,
        .troubleNoticed: .issue, .issueAssigned: .issue, .issueResolved: .issue,
    ]

    /// Nothing for an entry that is no news.
    package init?(_ entry: JournalEntry) {
        guard entry.entity.kind == .consultation,
            let kind = ConsultationEvent.Kind(rawValue: entry.content.kind).flatMap({ Self.kinds[$0] })
        else { return nil }
        self.init(kind: kind, consultation: ConsultationID(uuid: entry.entity.uuid), seq: entry.seq)
    }
}
