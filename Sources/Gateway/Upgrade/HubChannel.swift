package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The child channel of the hub's HTTP server: HTTP/1.1, out of which the gateway's sockets are upgraded.
///
/// What is not upgraded is served as by Hummingbird's own `HTTP1Channel`. ``handle(value:logger:)`` returns after an
/// upgrade: from then on the socket is the gateway's, and the server does not wait for it.
///
/// ``AcceptService`` has the server's tasks run on a loop; what answers requests leaves it.
package struct HubChannel: ServerChildChannel, HTTPChannelHandler {
    typealias MakeHTTP = (any Channel) throws -> NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// What a connection turned out to speak.
    enum Outcome: Sendable {
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        case webSocket
    }

    /// A connection before its first request.
    package struct Value: ServerChildChannelValue {
        package let channel: any Channel
        let outcome: EventLoopFuture<Outcome>
    }

    package let responder: Responder
    private let gateway: SocketServer
    private let configuration: HTTP1Channel.Configuration
    /// Whether there is TLS below.
    private let isSecure: Bool

    package init(
        gateway: SocketServer,
        configuration: HTTP1Channel.Configuration,
        isSecure: Bool = false,
        responder: @escaping Responder
    ) {
        self.gateway = gateway
        self.configuration = configuration
        self.isSecure = isSecure
        self.responder = responder
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        do {
            return setup(channel: channel, try gateway.admit(channel), logger: logger)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }

    /// Sets up a connection that was let in.
    func setup(channel: any Channel, _ visit: Visit, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let decoder = HTTP1Decoder(limits: NIOHTTPDecoderLimitConfiguration(configuration.httpDecoder))
            let negotiation = Negotiation(
                gateway: gateway,
                visit: visit,
                decoder: decoder,
                isSecure: isSecure,
                eventLoop: channel.eventLoop
            ) { channel in
                try channel.pipeline.syncOperations.addHandler(HTTPResponseEncoder(), position: .before(decoder))
                return try makeHTTP(channel, logger)
            }
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(decoder)
            try pipeline.addHandler(negotiation)
            return Value(channel: channel, outcome: negotiation.futureOutcome)
        }
    }

    package func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.outcome.get() {
            case .http(let channel):
                await withTaskExecutorPreference(globalConcurrentExecutor) {
                    await handleHTTP(asyncChannel: channel, logger: logger)
                }
            case .webSocket: break
            }
        } catch {
            logger.trace("A connection ended before its first request.")
        }
    }

    /// The rest of an HTTP pipeline, as Hummingbird builds it.
    private func makeHTTP(
        _ channel: any Channel,
        _ logger: Logger
    ) throws -> NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart> {
        let pipeline = channel.pipeline.syncOperations
        let idle = configuration.idleTimeout.map { Duration($0) } ?? gateway.surroundings.configuration.idleHTTPMax
        try pipeline.addHandler(LastAnswer())
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: isSecure))
        try pipeline.addHandler(ExchangeWatch(gateway))
        try pipeline.addHandlers(configuration.additionalChannelHandlers())
        try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: idle, logger: logger))
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: NIOAsyncChannel.Configuration(isOutboundHalfClosureEnabled: true)
        )
    }
}

extension HTTPServerBuilder {
    /// The hub's server, for `Application(router: router, server: .hub(gateway))`.
    ///
    /// It must run on the gateway's loops. With certificates it speaks TLS and nothing else.
    package static func hub(_ gateway: SocketServer, certificates: Certificates? = nil) -> HTTPServerBuilder {
        let limits = gateway.surroundings.configuration.limits
        let configuration = HTTP1Channel.Configuration(
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: limits.headerBytesMax,
                maxHeaderListSize: limits.headerBytesMax,
                maxHeaderFieldCount: limits.headerCountMax
            )
        )
        return HTTPServerBuilder { responder in
            guard let certificates else {
                return HubChannel(gateway: gateway, configuration: configuration, responder: responder)
            }
            return SecureHubChannel(
                gateway: gateway,
                certificates: certificates,
                configuration: configuration,
                responder: responder
            )
        }
    }
}

extension NIOHTTPDecoderLimitConfiguration {
    fileprivate init(_ configuration: HTTP1Channel.Configuration.DecoderConfiguration) {
        self.init()
        maxHeaderFieldSize = configuration.maxHeaderFieldSize
        maxHeaderListSize = configuration.maxHeaderListSize
        maxHeaderFieldCount = configuration.maxHeaderFieldCount
    }
}
