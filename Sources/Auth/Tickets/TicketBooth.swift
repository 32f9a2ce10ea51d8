package import Core
import Crypto
import FoundationEssentials
import Synchronization

/// Gives out one-time tickets, so that no lasting credential has to travel to a socket.
///
/// Callable from any thread. A ticket is 256 random bits in URL-safe Base64, and only its SHA-256 is kept: what can be
/// read out of the hub's memory redeems nothing.
package final class TicketBooth: Sendable {
    package struct Configuration: Hashable, Sendable {
        /// How long a ticket can be redeemed.
        package var lifetime: Duration = .seconds(60)
        /// Tickets out at a time; the oldest is dropped for a new one.
        package var ticketsMax = 100_000
        /// Tickets out at a time for one person, so that nobody can push out everybody else's.
        package var ticketsPerPersonMax = 16

        package init() {}
    }

    private static let ticketBytes = 32
    /// 32 bytes in unpadded Base64.
    private static let textBytes = 43

    /// How long a ticket can be redeemed.
    package let lifetime: Duration
    private let clocks: any Clocks
    private let random: RandomSource
    private let rack: Mutex<TicketRack>

    package init(
        _ configuration: Configuration = Configuration(),
        clocks: any Clocks,
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        lifetime = configuration.lifetime
        self.clocks = clocks
        random = RandomSource(generator)
        rack = Mutex(
            TicketRack(
                ticketsMax: configuration.ticketsMax,
                ticketsPerPersonMax: configuration.ticketsPerPersonMax
            )
        )
    }

    /// A ticket for the grant; nothing if the sign-in behind it has ended.
    package func issue(_ grant: TicketGrant) -> String? {
        guard clocks.now() < grant.authorizedUntil else { return nil }
        let text = Base64Text.urlSafe(random.bytes(Self.ticketBytes))
        let digest = Self.digest(of: text)
        let now = clocks.uptime()
        rack.withLock { rack in
            rack.dropExpired(at: now)
            rack.add(digest, for: grant, deadline: now + lifetime)
        }
        return text
    }

    /// What a ticket grants, the first time it is shown.
    ///
    /// It is spent even if it was meant for another consultation, or its sign-in has ended, and grants nothing then.
    package func redeem(_ text: String, for consultation: ConsultationID) -> TicketGrant? {
        guard text.utf8.count == Self.textBytes else { return nil }
        let digest = Self.digest(of: text)
        let now = clocks.uptime()
        let grant = rack.withLock { rack in
            rack.dropExpired(at: now)
            return rack.take(digest)
        }
        guard let grant, grant.consultation == consultation, clocks.now() < grant.authorizedUntil else { return nil }
        return grant
    }

    private static func digest(of text: String) -> SHA256Digest {
        SHA256.hash(data: Data(text.utf8))
    }
}
