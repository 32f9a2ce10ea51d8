package import Auth
package import Core
import FoundationEssentials
package import HTTPTypes

/// All that the REST surface stands on; a test replaces any of it.
package struct RESTDependencies: Sendable {
    package var desk: any ConsultationDesk
    package var users: any UserLookup
    package var catalog: any ConsultationCatalog
    package var journal: any Journal
    package var tokens: AccessTokens
    package var passwords: Passwords
    package var tickets: TicketBooth
    package var clocks: any Clocks
    /// Bounds of what a new consultation may hold; the same that the consultations themselves go by.
    package var limits = Limits()
    /// Why a request for the WebSocket path was not upgraded; asked when one arrives at the router.
    package var socketRefusal: @Sendable (HTTPRequest) -> SocketRefusal
    /// The id of a new consultation.
    package var makeConsultationID: @Sendable () -> ConsultationID

    package init(
        desk: any ConsultationDesk,
        users: any UserLookup,
        catalog: any ConsultationCatalog,
        journal: any Journal,
        tokens: AccessTokens,
        passwords: Passwords,
        tickets: TicketBooth,
        clocks: any Clocks,
        socketRefusal: @escaping @Sendable (HTTPRequest) -> SocketRefusal
    ) {
        self.desk = desk
        self.users = users
        self.catalog = catalog
        self.journal = journal
        self.tokens = tokens
        self.passwords = passwords
        self.tickets = tickets
        self.clocks = clocks
        self.socketRefusal = socketRefusal
        makeConsultationID = {
            var generator = SystemRandomNumberGenerator()
            return ConsultationID(uuid: .timeOrdered(at: clocks.now(), using: &generator))
        }
    }
}
