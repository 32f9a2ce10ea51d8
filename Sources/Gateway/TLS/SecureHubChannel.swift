package import HummingbirdCore
import HummingbirdHTTP2
package import Logging
package import NIOCore
import NIOSSL
import NIOTLS

/// The child channel of the hub's HTTPS server: HTTP/2 or HTTP/1.1 by ALPN (RFC 7301), sockets out of HTTP/1.1.
///
/// A connection that negotiates nothing speaks HTTP/1.1; one that isn't TLS, or does not finish its handshake within the
/// request deadline, is closed. Sockets over HTTP/2 (RFC 8441) are not offered, so browsers open theirs by HTTP/1.1.
///
/// Nothing is half-closed over TLS: a client that says close_notify, or whose TCP connection ends, is gone.
///
/// HTTP/2 is Hummingbird's `HTTP2Channel`, which takes the protocol's limits from swift-nio-http2 as they are: 100
/// streams at a time, header lists of 16 KiB, header and content-length validation, and bounds on CONTINUATION frames in
/// a row, empty DATA frames in a row, resets by the peer and stream errors it provokes (200 in 30 s, against rapid
/// reset), PING, SETTINGS and PRIORITY frames (200 in 30 s), buffered control frames, and "glitches" in all. ``HTTP2Bounds``
/// adds what is missing: an end for clients that don't acknowledge the server's.
package struct SecureHubChannel: ServerChildChannel {
    /// What a connection agreed to speak.
    enum Spoken: Sendable {
        case http1(HubChannel.Value)
        case http2(HTTP2Channel.Value)
    }

    /// A connection before the end of its TLS handshake.
    package struct Value: ServerChildChannelValue {
        package let channel: any Channel
        let spoken: EventLoopFuture<Spoken>
    }

    /// How long an HTTP/2 connection is used before the client is asked to open a new one.
    private static let http2AgeMax: Duration = .seconds(3600)

    private let gateway: SocketServer
    private let certificates: Certificates
    private let limits: SocketServer.Configuration
    private let http1: HubChannel
    private let http2: HTTP2Channel

    package init(
        gateway: SocketServer,
        certificates: Certificates,
        configuration: HTTP1Channel.Configuration,
        responder: @escaping HTTPChannelHandler.Responder
    ) {
        self.gateway = gateway
        self.certificates = certificates
        limits = gateway.surroundings.configuration
        http1 = HubChannel(gateway: gateway, configuration: configuration, isSecure: true, responder: responder)
        var streams = configuration
        streams.idleTimeout = configuration.idleTimeout ?? limits.idleHTTPMax.timeAmount
        let more = configuration.additionalChannelHandlers
        streams.additionalChannelHandlers = { [HTTP2Answers(), ExchangeWatch(gateway)] + more() }
        var connections = HTTP2Channel.Configuration(
            idleTimeout: limits.idleHTTPMax,
            gracefulCloseTimeout: limits.drainPeriod,
            streamConfiguration: streams
        )
        // Not by the initialiser, which forgets it (Hummingbird 2.28).
        connections.maxAgeTimeout = Self.http2AgeMax
        http2 = HTTP2Channel(responder: responder, configuration: connections)
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let visit = try gateway.admit(channel)
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Spoken> { result, channel in
                speak(result, visit, channel, logger)
            }
            // Hummingbird's server allows half-closure. Over TLS it would keep each connection that the server closes until
            // the handler gives up waiting, though the peer's close_notify is there (swift-nio-ssl 2.37).
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: certificates.context))
            try pipeline.addHandler(HandshakeDeadline(limits.requestDeadline))
            try pipeline.addHandler(negotiation)
            return Value(channel: channel, spoken: negotiation.protocolNegotiationResult)
        }
    }

    package func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.spoken.get() {
            case .http1(let connection): await http1.handle(value: connection, logger: logger)
            case .http2(let connection):
                await withTaskExecutorPreference(globalConcurrentExecutor) {
                    await http2.handle(value: connection, logger: logger)
                }
            }
        } catch {
            logger.trace("A connection ended before its TLS handshake.")
        }
    }

    private func speak(
        _ result: ALPNResult,
        _ visit: Visit,
        _ channel: any Channel,
        _ logger: Logger
    ) -> EventLoopFuture<Spoken> {
        switch result {
        case .negotiated("h2"):
            return speakHTTP2(channel, logger)
        case .negotiated("http/1.1"), .fallback:
            return http1.setup(channel: channel, visit, logger: logger).map { .http1($0) }
        case .negotiated:
            // TLS chooses among what the server offers, so this can't be.
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(ChannelError.inappropriateOperationForState)
        }
    }

    private func speakHTTP2(_ channel: any Channel, _ logger: Logger) -> EventLoopFuture<Spoken> {
        let bounds = HTTP2Bounds.Periods(
            silence: limits.idleHTTPMax * 2,
            lifetime: Self.http2AgeMax + limits.idleHTTPMax,
            quiesce: limits.drainPeriod
        )
        do {
            try channel.pipeline.syncOperations.addHandler(HTTP2Bounds(bounds))
        } catch {
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(error)
        }
        return http2.setup(channel: channel, logger: logger).map { .http2($0) }
    }
}
