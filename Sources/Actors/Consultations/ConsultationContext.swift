package import Core
import Wire

/// What all consultations of a loop have in common.
package struct ConsultationContext: Sendable {
    package let settings: ConsultationSettings
    package let clocks: any Clocks
    package let journal: any Journal
    package let grants: InstanceGrants
    package let outbox: Outbox
    package let alarms: Alarms

    package init(
        settings: ConsultationSettings,
        clocks: any Clocks,
        journal: any Journal,
        grants: InstanceGrants,
        outbox: Outbox,
        alarms: Alarms
    ) {
        self.settings = settings
        self.clocks = clocks
        self.journal = journal
        self.grants = grants
        self.outbox = outbox
        self.alarms = alarms
    }
}

/// What an operator can set about consultations.
package struct ConsultationSettings: Sendable {
    package var limits = Limits()
    package var periods = Periods()
    /// How often the edge pings: told to clients in `Welcome`.
    package var pingInterval: Duration = .seconds(20)
    /// The longest message that the edge takes: told to clients in `Welcome`.
    package var messageBytesMax = 64 * 1024
    package var iceServers: [IceServer] = []

    package init() {}
}

/// A STUN or TURN server that browsers are told to use (RFC 8829 section 4.1.1).
package struct IceServer: Hashable, Sendable {
    package var urls: [String]
    package var username: String
    package var credential: String

    package init(urls: [String], username: String = "", credential: String = "") {
        self.urls = urls
        self.username = username
        self.credential = credential
    }
}
