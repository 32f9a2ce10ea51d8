import Core
import CoreMetrics
import Logging
import NIOCore
import Telemetry
import Wire

extension Connection: ChannelDuplexHandler {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if isDirect { writer = SocketWriter(context) }
        loop.add(self)
        surroundings.metrics.sockets.opened.increment()
        surroundings.logger.debug("A socket has opened.", metadata: metadata)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDeaf else { return }
        let bytes = unwrapInboundIn(data)
        loop.tally.bytesIn += bytes.readableBytes
        decoder.feed(bytes)
        readFrames()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        handOver()
        context.fireChannelReadComplete()
    }

    /// While nothing may be taken nothing more is read, so what may wait here is one read of the channel.
    func read(context: ChannelHandlerContext) {
        if takesFrames {
            context.read()
        } else {
            if unanswered >= limits.unansweredCommandsMax, !owesRead {
                surroundings.metrics.sockets.readsPaused.increment()
                surroundings.reached(.unansweredCommands)
            }
            owesRead = true
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            // Hummingbird's server lets a peer close one direction. A WebSocket has no use for half a connection.
            context.close(promise: nil)
        case is ChannelShouldQuiesceEvent:
            close(.draining)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// The client reads again: it gets the newest of what was held back.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, queue.release(&loop.pool) { markDirty() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        surroundings.logger.trace("A socket has failed.", metadata: metadata)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    /// Also called without `channelInactive` if the channel had gone before the upgrade.
    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    private func end() {
        writer.end()
        guard slot != nil else { return }
        if state.ended() || owesDetach {
            owesDetach = false
            detach()
        }
        queue.drop()
        forgetMember()
        loop.remove(self)
        surroundings.metrics.sockets.closed[closeCode ?? 0].increment()
        let duration = surroundings.clocks.uptime() - openedAt
        surroundings.logger.log(
            level: closeCode == CloseCode.slowConsumer.rawValue ? .warning : .debug,
            "A socket has closed.",
            metadata: metadata.merging([
                "ws.close.code": closeCode.map { .stringConvertible($0) } ?? "none",
                "ws.duration.ms": .stringConvertible(duration.wholeMilliseconds),
            ]) { $1 }
        )
    }

    private func forgetMember() {
        if let member {
            surroundings.population.people.leave(member.person)
        } else {
            surroundings.population.knowOneMore()
        }
        member = nil
    }

    private var metadata: Logger.Metadata {
        ["connection.id": .stringConvertible(id), "consultation.id": .stringConvertible(consultation)]
    }
}
