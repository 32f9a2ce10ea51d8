import NIOCore

/// What goes to the server, and who waits for its answer.
struct SMTPRequest: Sendable {
    /// Empty where the server speaks first.
    let bytes: ByteBuffer
    let timeout: TimeAmount
    let reply: EventLoopPromise<SMTPReply>
}

/// Matches a server's replies with what was asked, one after the other.
///
/// When the server is silent for too long, says what nobody asked for, or goes away, everybody who waits is told and the
/// connection is closed.
final class SMTPChannelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = SMTPRequest
    typealias OutboundOut = ByteBuffer

    private var parser = SMTPReplyParser()
    private var waiting: EventLoopPromise<SMTPReply>?
    private var deadline: Scheduled<Void>?
    private var isClosed = false
    /// A greeting that came before anybody asked for it: the server speaks first.
    private var greeting: SMTPReply?
    private var hasBegun = false

    /// Whether the server has said nothing beyond what it was asked: what it says before TLS must not count after it.
    var isClear: Bool { waiting == nil && greeting == nil && !parser.isInside && !isClosed }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let request = unwrapOutboundIn(data)
        guard waiting == nil, !isClosed else {
            request.reply.fail(SMTPClosed())
            promise?.fail(SMTPClosed())
            return
        }
        hasBegun = true
        if let greeting {
            self.greeting = nil
            request.reply.succeed(greeting)
            promise?.succeed()
            return
        }
        waiting = request.reply
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: request.timeout) {
            let (handler, context) = loopBound.value
            handler.end(context)
        }
        if request.bytes.readableBytes > 0 {
            context.writeAndFlush(wrapOutboundOut(request.bytes), promise: promise)
        } else {
            promise?.succeed()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for byte in unwrapInboundIn(data).readableBytesView {
            do throws(SMTPReplyParser.Broken) {
                guard let reply = try parser.take(byte) else { continue }
                guard let waiting else {
                    guard !hasBegun, greeting == nil else { return end(context) }
                    greeting = reply
                    continue
                }
                self.waiting = nil
                deadline?.cancel()
                waiting.succeed(reply)
            } catch {
                return end(context)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context)
    }

    private func end(_ context: ChannelHandlerContext) {
        guard !isClosed else { return }
        isClosed = true
        deadline?.cancel()
        waiting?.fail(SMTPClosed())
        waiting = nil
        context.close(promise: nil)
    }
}

/// The connection is of no use any more.
struct SMTPClosed: Error {}
