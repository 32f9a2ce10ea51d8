package import Actors
package import Auth
package import Core
import FoundationEssentials
package import HTTPTypes
package import NIOCore

/// All that the REST surface stands on; a test replaces any of it.
package struct RESTDependencies: Sendable {
    package var desk: any ConsultationDesk
    package var users: any UserLookup
    package var catalog: any ConsultationCatalog
    package var journal: any Journal
    package var tokens: AccessTokens
    package var passwords: Passwords
    package var tickets: TicketBooth
    package var signIn: SignInParts
    package var clocks: any Clocks
    /// The answers to requests that came with an `Idempotency-Key`.
    package var answers: AnswerMemory
    /// Doctors' calendars and bookings; without them their routes are `busy`.
    package var booking: BookingServices?
    /// Trouble in visits; without it its routes are `busy`.
    package var issues: (any IssueCatalog)?
    /// Where accesses to personal data are recorded.
    package var audit: any AuditTrail = UnkeptAudit()
    /// The records, for those who may read them; without them their list is `busy`.
    package var accesses: (any AuditCatalog)?
    /// The outbox of mails; without it its routes are `busy`.
    package var mail: MailServices?
    /// Webhooks and the feed; without them their routes are `busy`.
    package var webhooks: WebhookServices?
    /// Bounds of what a new consultation may hold; the same that the consultations themselves go by.
    package var limits = Limits()
    /// The periods that the consultations themselves go by.
    package var periods = Periods()
    /// What clients are told to use for WebRTC.
    package var iceServers: [IceServer] = []
    /// Where Jitsi Meet is; `nil` where there is none.
    package var jitsiURL: String?
    /// A consultation as a signed file; nothing if there is no such consultation.
    package var export: @Sendable (ConsultationID) async throws -> [UInt8]? = { _ in nil }
    /// Erases the content of a consultation that is over, by its word.
    package var erase: @Sendable (ConsultationID, Origin) async throws(Refusal) -> ErasureCertificate = {
        (_, _) throws(Refusal) in throw .busy
    }
    /// Erases a person, by their word.
    package var erasePerson: PersonErasing = { (_, _) throws(PersonErasureRefusal) in throw .busy }
    package typealias PersonErasing =
        @Sendable (PersonID, Origin) async throws(PersonErasureRefusal) -> PersonErasureCertificate
    /// Why a request for the WebSocket path was not upgraded; asked when one arrives at the router.
    package var socketRefusal: @Sendable (HTTPRequest, SocketAddress?) -> SocketRefusal
    /// What the hub's edge makes of a request from this peer; asked first of all.
    package var admit: @Sendable (HTTPRequest, SocketAddress?) -> Admission = { _, _ in Admission() }
    /// Whether one more sign-in of this address is within its rate.
    package var admitSignIn: @Sendable (ClientAddress?) -> Bool = { _ in true }
    /// Whether one more request of this person is within their rate.
    package var admitPerson: @Sendable (PersonID) -> Bool = { _ in true }
    /// Takes so many more requests off this person's rate.
    package var chargePerson: @Sendable (PersonID, Int) -> Void = { _, _ in }
    /// Whether the hub stops, so that nothing new is to be sent its way.
    package var isStopping: @Sendable () -> Bool = { false }
    /// How the parts of the hub are.
    package var health: @Sendable () async -> [HealthPart] = { [] }
    /// Bytes that the body of a request may have.
    package var bodyBytesMax = RESTDependencies.bodyBytesMaxDefault
    package static let bodyBytesMaxDefault = 256 * 1024
    /// FHIR bundles that are made at a time.
    package var fhirBundlesMax = RESTDependencies.fhirBundlesMaxDefault
    package static let fhirBundlesMaxDefault = 4
    /// Counts.
    package var watch = RESTWatch()
    /// Who may read the metrics, and what they are; there are none without it.
    package var metrics: MetricsPage?
    /// Names a request that no trusted proxy named.
    package var makeRequestID: @Sendable () -> String = {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in String(generator.next() as UInt64, radix: 36) }.joined()
    }

    package init(
        desk: any ConsultationDesk,
        users: any UserLookup,
        catalog: any ConsultationCatalog,
        journal: any Journal,
        tokens: AccessTokens,
        passwords: Passwords,
        tickets: TicketBooth,
        signIn: SignInParts,
        clocks: any Clocks,
        socketRefusal: @escaping @Sendable (HTTPRequest, SocketAddress?) -> SocketRefusal
    ) {
        self.desk = desk
        self.users = users
        self.catalog = catalog
        self.journal = journal
        self.tokens = tokens
        self.passwords = passwords
        self.tickets = tickets
        self.signIn = signIn
        self.clocks = clocks
        answers = AnswerMemory(clocks: clocks)
        self.socketRefusal = socketRefusal
    }
}
