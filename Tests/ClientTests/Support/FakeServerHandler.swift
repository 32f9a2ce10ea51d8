import NIOCore
import Wire

/// Reads one HTTP request, and after it WebSocket frames.
final class FakeServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let frames: AsyncStream<InboundFrame>.Continuation
    private let requested: ([String]) -> Void
    private var decoder: FrameDecoder?
    private var head = ByteBuffer()

    init(_ frames: AsyncStream<InboundFrame>.Continuation, requested: @escaping ([String]) -> Void) {
        self.frames = frames
        self.requested = requested
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if decoder == nil {
            head.writeBuffer(&bytes)
            guard let lines = requestLines() else { return }
            decoder = FrameDecoder(side: .server, messageBytesMax: 1 << 20)
            requested(lines)
        } else {
            decoder?.feed(bytes)
            do {
                while let frame = try decoder?.next() {
                    frames.yield(frame)
                    if case .close = frame { answerClose(context) }
                }
            } catch {
                context.close(promise: nil)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        frames.finish()
    }

    private func answerClose(_ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(Frame.close(.normal).bytes), promise: nil)
        context.close(promise: nil)
    }

    /// Head and body, once both are there.
    private func requestLines() -> [String]? {
        let text = String(buffer: head)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
        let length =
            lines.first { $0.lowercased().hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        let body = text[end.upperBound...]
        return body.utf8.count < length ? nil : lines + [String(body)]
    }
}
