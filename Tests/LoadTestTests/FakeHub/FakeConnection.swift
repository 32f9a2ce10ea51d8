import Foundation
import NIOCore
import SwiftProtobuf
import Wire

/// The fake hub's end of one connection: HTTP requests, and a WebSocket after the upgrade.
final class FakeConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let hub: FakeHub
    private var context: ChannelHandlerContext?
    private var unread = ByteBuffer()
    private var decoder: FrameDecoder?
    /// Of the socket's path.
    private(set) var visit: FakeVisit?
    var seat: UInt32 = 0
    var device = ""
    var instance: UInt64 = 0
    /// The last `seq` that was sent.
    var last: UInt64 = 0
    /// An event that waits to be sent after the next one.
    var heldBack: ByteBuffer?
    /// A signal that waits for the next one of its sender.
    var heldBackSignal: (from: UInt32, frame: ByteBuffer)?

    init(_ hub: FakeHub) {
        self.hub = hub
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if decoder != nil { return takeFrames(bytes) }
        unread.writeBuffer(&bytes)
        while decoder == nil, takeRequest() {}
    }

    func channelInactive(context: ChannelHandlerContext) {
        visit?.remove(self)
        self.context = nil
    }

    func send(_ message: ProtoServerMessage) { write(Self.frame(message)) }

    static func frame(_ message: ProtoServerMessage) -> ByteBuffer { MessageFormat.binary.frame(message).bytes }

    func write(_ bytes: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    func close(_ code: CloseCode) {
        send(
            .with {
                $0.closing.code = UInt32(code.rawValue)
                $0.closing.reconnect = code.isReconnect
            }
        )
        write(Frame.close(code).bytes)
        context?.close(promise: nil)
    }

    func cut() {
        context?.close(promise: nil)
    }

    private func takeRequest() -> Bool {
        let text = String(decoding: unread.readableBytesView, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        let length =
            lines.lazy.compactMap { line in
                line.lowercased().hasPrefix("content-length:") ? Int(line.split(separator: " ")[1]) : nil
            }
            .first ?? 0
        let headBytes = text[..<end.upperBound].utf8.count
        guard unread.readableBytes >= headBytes + length else { return false }
        unread.moveReaderIndex(forwardBy: headBytes)
        let body = unread.readData(length)
        if words[1].hasPrefix("/telemedicine/ws/") {
            upgrade(words[1])
        } else {
            let token = lines.first { $0.hasPrefix("Authorization: Bearer ") }?.split(separator: " ").last ?? ""
            answer(hub.answer(words[0], words[1], token: String(token), body))
        }
        return true
    }

    private func answer(_ json: String) {
        write(
            ByteBuffer(
                string:
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n\r\n\(json)"
            )
        )
    }

    private func upgrade(_ path: String) {
        visit = hub.visit(String(path.split(separator: "/")[3]))
        decoder = FrameDecoder(side: .server, messageBytesMax: 1 << 20)
        write(
            ByteBuffer(
                string: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: laso.hub.v1\r\n\r\n"
            )
        )
    }

    private func takeFrames(_ bytes: ByteBuffer) {
        do {
            decoder?.feed(bytes)
            while case .binary(let payload)? = try decoder?.next() {
                take(try MessageFormat.binary.decode(ProtoClientMessage.self, payload))
            }
        } catch {
            cut()
        }
    }

    private func take(_ message: ProtoClientMessage) {
        switch message.body {
        case .hello(let hello): visit?.welcome(self, hello)
        case .command(let command): visit?.perform(command, of: self)
        case .pong, .renewToken, nil: break
        }
    }
}

extension ByteBuffer {
    fileprivate mutating func readData(_ count: Int) -> Data {
        Data(readBytes(length: count) ?? [])
    }
}
