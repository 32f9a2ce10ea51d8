import NIOCore

/// Ends an HTTP/2 connection whose client does not go along with its end.
///
/// Hummingbird ends idle, old and quiescing connections by the book: GOAWAY and a PING, and then it waits for the PING's
/// acknowledgement (RFC 9113 section 6.8), without a bound. This handler stands below HTTP/2 and is that bound.
final class HTTP2Bounds: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    struct Periods {
        /// A connection that sends nothing for so long is closed.
        var silence: Duration
        /// No connection lasts longer.
        var lifetime: Duration
        /// How long what is under way may take when the server stops.
        var quiesce: Duration
    }

    private let periods: Periods
    private var lastRead = NIODeadline.uptimeNanoseconds(0)
    private var silence: Scheduled<Void>?
    private var end: Scheduled<Void>?

    init(_ periods: Periods) {
        self.periods = periods
    }

    func handlerAdded(context: ChannelHandlerContext) {
        lastRead = context.eventLoop.now
        watch(context)
        end(context, in: periods.lifetime)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        silence?.cancel()
        end?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastRead = context.eventLoop.now
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { end(context, in: periods.quiesce) }
        context.fireUserInboundEventTriggered(event)
    }

    private func end(_ context: ChannelHandlerContext, in period: Duration) {
        end?.cancel()
        end = context.eventLoop.assumeIsolated().scheduleTask(in: period.timeAmount) { context.close(promise: nil) }
    }

    /// Looks again when the silence would be complete if nothing more came.
    private func watch(_ context: ChannelHandlerContext) {
        let deadline = lastRead + periods.silence.timeAmount
        silence = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            if self.lastRead + self.periods.silence.timeAmount <= context.eventLoop.now {
                context.close(promise: nil)
            } else {
                self.watch(context)
            }
        }
    }
}
