import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Says one text after the other: the first at once, each further one when a line has come; after the last one it hangs up or is silent.
struct ScriptedServer {
    private let channel: any Channel
    private let heard: Heard

    var port: Int { channel.localAddress?.port ?? 0 }
    /// The lines that came, without their ends.
    var lines: [String] { heard.lines.withLock { $0 } }

    static func start(_ texts: [String], hangsUp: Bool = false) async throws -> ScriptedServer {
        let heard = Heard()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let speaker = Speaker(texts, hangsUp: hangsUp, heard)
                    try channel.pipeline.syncOperations.addHandler(speaker)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(channel: channel, heard: heard)
    }

    func stop() async throws { try await channel.close() }
}

private final class Heard: Sendable {
    let lines = Mutex<[String]>([])
}

private final class Speaker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var texts: [String]
    private let hangsUp: Bool
    private let heard: Heard
    private var line = ""

    init(_ texts: [String], hangsUp: Bool, _ heard: Heard) {
        self.texts = texts.reversed()
        self.hangsUp = hangsUp
        self.heard = heard
    }

    func channelActive(context: ChannelHandlerContext) { speak(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        line += String(buffer: unwrapInboundIn(data))
        while let end = line.firstRange(of: "\r\n") {
            let text = String(line[..<end.lowerBound])
            line.removeSubrange(..<end.upperBound)
            heard.lines.withLock { $0.append(text) }
            speak(context)
        }
    }

    private func speak(_ context: ChannelHandlerContext) {
        guard let text = texts.popLast() else {
            if hangsUp { context.close(promise: nil) }
            return
        }
        // What a mail is made of is many lines, and answered once.
        if text.isEmpty { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}
