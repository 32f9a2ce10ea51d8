/// Where a consultation stands: scheduled → waiting → active ⇄ on hold → ended; or cancelled, or no-show.
package enum ConsultationStatus: UInt8, Sendable, CaseIterable {
    /// Nobody is waiting yet.
    case scheduled = 1
    /// Somebody waits for the visit to begin.
    case waiting = 2
    case active = 3
    case onHold = 4
    case ended = 5
    case cancelled = 6
    /// Nobody was there when the time to come had run out.
    case noShow = 7

    /// Nobody can enter any more, and only notes are still written.
    package var isFinal: Bool {
        switch self {
        case .scheduled, .waiting, .active, .onHold: false
        case .ended, .cancelled, .noShow: true
        }
    }

    /// The name that REST and the logs use.
    package var name: String {
        switch self {
        case .scheduled: "scheduled"
        case .waiting: "waiting"
        case .active: "active"
        case .onHold: "on_hold"
        case .ended: "ended"
        case .cancelled: "cancelled"
        case .noShow: "no_show"
        }
    }
}

/// Who provides the picture and sound.
package enum MeetingProvider: UInt8, Sendable, CaseIterable {
    /// Directly between the browsers, signalled by the hub.
    case direct = 1
    case jitsi = 2
    case zoom = 3
    case googleMeet = 4

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .direct: "direct"
        case .jitsi: "jitsi"
        case .zoom: "zoom"
        case .googleMeet: "google_meet"
        }
    }

    package init?(name: String) {
        guard let provider = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = provider
    }
}
