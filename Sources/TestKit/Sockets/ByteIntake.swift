package import NIOCore

/// The end of a test client's pipeline: what is read goes into a stream, which ends when the peer sends no more.
package final class ByteIntake: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer

    private let continuation: AsyncStream<ByteBuffer>.Continuation

    package init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) { continuation.yield(unwrapInboundIn(data)) }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { continuation.finish() }
    }

    package func channelInactive(context: ChannelHandlerContext) { continuation.finish() }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
