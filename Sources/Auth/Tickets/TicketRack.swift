import Core
import Crypto
import DequeModule

/// The tickets that may still be redeemed, by the hash of their text.
///
/// All live equally long, so the oldest expires first.
struct TicketRack {
    private struct Ticket {
        let grant: TicketGrant
        /// By the clock that never goes back.
        let deadline: Duration
    }

    private let ticketsMax: Int
    private let ticketsPerPersonMax: Int
    private var tickets: [SHA256Digest: Ticket] = [:]
    /// In the order of issue.
    ///
    /// Hashes of tickets that are gone stay in here until they come to the front or outnumber
    /// the others.
    private var order: Deque<SHA256Digest> = []
    private var held: [PersonID: [SHA256Digest]] = [:]

    init(ticketsMax: Int, ticketsPerPersonMax: Int) {
        precondition(ticketsMax > 0 && ticketsPerPersonMax > 0, "a rack has room for a ticket")
        self.ticketsMax = ticketsMax
        self.ticketsPerPersonMax = ticketsPerPersonMax
    }

    var count: Int { tickets.count }

    /// Adds a ticket.
    ///
    /// The person's oldest makes room if they hold too many, the oldest of all if there are too many.
    mutating func add(_ digest: SHA256Digest, for grant: TicketGrant, deadline: Duration) {
        if let own = held[grant.person], own.count >= ticketsPerPersonMax { drop(own[0]) }
        if tickets.count >= ticketsMax { dropOldest() }
        tickets[digest] = Ticket(grant: grant, deadline: deadline)
        held[grant.person, default: []].append(digest)
        order.append(digest)
        if order.count > 2 * tickets.count + 64 { order.removeAll { tickets[$0] == nil } }
    }

    /// Takes a ticket out for good.
    mutating func take(_ digest: SHA256Digest) -> TicketGrant? {
        drop(digest)?.grant
    }

    mutating func dropExpired(at now: Duration) {
        while let digest = order.first {
            if let ticket = tickets[digest], now < ticket.deadline { return }
            order.removeFirst()
            drop(digest)
        }
    }

    private mutating func dropOldest() {
        while let digest = order.popFirst() {
            if drop(digest) != nil { return }
        }
    }

    @discardableResult
    private mutating func drop(_ digest: SHA256Digest) -> Ticket? {
        guard let ticket = tickets.removeValue(forKey: digest) else { return nil }
        held[ticket.grant.person]?.removeAll { $0 == digest }
        if held[ticket.grant.person]?.isEmpty == true { held[ticket.grant.person] = nil }
        return ticket
    }
}
