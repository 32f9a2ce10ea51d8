import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Takes out of an answer what belongs to a connection of HTTP/1.1: HTTP/2 forbids it (RFC 9113 section 8.2.2), and an
/// answer that says `Connection: close` means the stream here, which ends anyway.
final class HTTP2Answers: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let forbidden: [HTTPField.Name] = [.connection, .transferEncoding, .upgrade]

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        for name in Self.forbidden { head.headerFields[name] = nil }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
