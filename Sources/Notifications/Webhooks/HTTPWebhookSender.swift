package import Core
package import NIOCore
package import NIOSSL

/// Sends webhooks over HTTP.
///
/// Each goes over a connection of its own, to an address that was judged before: not to this machine and not to private
/// networks, unless that is allowed. The name is looked up once for each attempt and the connection goes to what was found, so
/// nobody can put another address in its place between the look and the connection. Redirects are not followed.
package struct HTTPWebhookSender: WebhookSender {
    package struct Configuration: Sendable {
        /// For an attempt: looking up the name, connecting, and the head of the answer together.
        package var timeout: Duration = .seconds(10)
        /// Whether there are addresses that are allowed though they are not public; only these may be spoken to in HTTP.
        package var allowsPrivate = false
        /// Which they are.
        package var isAllowed: @Sendable (ClientAddress) -> Bool = { _ in false }
        package var tls: TLSConfiguration = .makeClientConfiguration()
        /// For as many webhooks names are looked up at a time, each on a thread.
        package var lookupsMax = 8

        package init() {}
    }

    /// How many of a host's addresses are tried.
    private static let addressesMax = 4

    private let group: any EventLoopGroup
    private let names: NameLookup
    private let clocks: any Clocks
    private let configuration: Configuration
    private let tls: NIOSSLContext

    /// Throws if there is no TLS to be had with this configuration.
    package init(
        group: any EventLoopGroup,
        clocks: any Clocks,
        configuration: Configuration = Configuration(),
        resolver: any NameResolver = SystemResolver()
    ) throws {
        self.group = group
        names = NameLookup(resolver, threads: configuration.lookupsMax)
        self.clocks = clocks
        self.configuration = configuration
        tls = try NIOSSLContext(configuration: configuration.tls)
    }

    package func send(_ delivery: WebhookDelivery) async -> WebhookResult {
        let loop = group.next()
        let deadline = NIODeadline.now() + TimeAmount(configuration.timeout)
        let found = await names.addresses(
            of: delivery.url.host,
            port: delivery.url.port,
            for: delivery.webhook,
            on: loop,
            until: deadline
        )
        guard let found else { return .failed(.timeout) }
        guard !found.isEmpty else { return .failed(.nameNotFound) }
        let targets = found.filter { isTarget($0, delivery.url) }
        guard !targets.isEmpty else { return .failed(.targetNotAllowed) }
        var result = WebhookResult.failed(.unreachable)
        for target in targets.prefix(Self.addressesMax) where !Task.isCancelled {
            let exchange = WebhookExchange(
                delivery: delivery,
                signature: WebhookSignature.header(delivery.body, secrets: delivery.secrets, at: clocks.now()),
                tls: delivery.url.isSecure ? tls : nil
            )
            result = await exchange.perform(with: target, on: loop, until: deadline)
            // Only who never got a connection is tried at another address.
            guard result == .failed(.unreachable) else { break }
        }
        return result
    }

    /// Why nothing can be sent there, as far as the address itself tells; a name is looked up for each attempt only.
    package func problem(with url: WebhookURL) -> String? {
        if !url.isSecure, !configuration.allowsPrivate { return "Must be an https address." }
        // No literal address: then it is a name.
        let literal = (try? SocketAddress(ipAddress: url.host, port: url.port)).map { isTarget($0, url) }
        let isLocal = url.host == "localhost" || url.host.hasSuffix(".localhost")
        return literal == false || isLocal && !configuration.allowsPrivate ? "Must be a public address." : nil
    }

    private func isTarget(_ socket: SocketAddress, _ url: WebhookURL) -> Bool {
        guard let address = ClientAddress(socket: socket) else { return false }
        return url.isSecure && address.isPublic || configuration.allowsPrivate && configuration.isAllowed(address)
    }
}
