import NIOCore
import Wire

/// The WebSocket of one device: the opening handshake and the frames, without anything that costs per message.
final class MemberSocket: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The key of RFC 6455 section 1.3 and its only right answer: every socket asks the same, which saves a hash.
    private static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    private static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    private static let messageBytesMax = 16 * 1024 * 1024
    private static let headBytesMax = 16 * 1024

    private let member: Member
    private let request: String
    private var context: ChannelHandlerContext?
    private var head: ByteBuffer?
    private var decoder = FrameDecoder(side: .client, messageBytesMax: messageBytesMax)
    private var isOpen = false
    private var isReading = false
    private var isDirty = false
    private var hasEnded = false

    init(_ member: Member, path: String, authority: String) {
        self.member = member
        request =
            "GET \(path) HTTP/1.1\r\nHost: \(authority)\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \(Self.key)\r\n"
            + "Sec-WebSocket-Protocol: \(MessageFormat.binary.subprotocol)\r\n\r\n"
    }

    /// Sends a finished frame; those of one read leave together.
    func send(_ frame: ByteBuffer) {
        guard let context else { return }
        context.write(wrapOutboundOut(frame), promise: nil)
        if isReading { isDirty = true } else { context.flush() }
    }

    /// Cuts the connection without a word, as a lost network does.
    func drop() {
        context?.close(promise: nil)
    }

    /// Nobody accepted the connection.
    func unreachable() {
        end(.cut)
    }

    /// Reads only when ``readOnce()`` asks.
    func stopReading() {
        context?.channel.setOption(.autoRead, value: false).whenFailure { _ in }
    }

    func startReading() {
        context?.channel.setOption(.autoRead, value: true).whenFailure { _ in }
    }

    func readOnce() {
        context?.read()
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasEnded else { return }
        isReading = true
        let bytes = unwrapInboundIn(data)
        member.tally.bytesIn += bytes.readableBytes
        if isOpen { take(bytes) } else { takeHead(bytes) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        guard isDirty else { return }
        isDirty = false
        context.flush()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.cut)
        self.context = nil
    }

    private func takeHead(_ bytes: ByteBuffer) {
        var head = self.head ?? ByteBuffer()
        head.writeImmutableBuffer(bytes)
        self.head = head
        let text = String(decoding: head.readableBytesView, as: UTF8.self)
        guard let range = text.firstRange(of: "\r\n\r\n") else {
            if head.readableBytes > Self.headBytesMax { fail(.refused(status: 0)) }
            return
        }
        self.head = nil
        let lines = text[..<range.lowerBound].split(separator: "\r\n")
        let status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
        guard status == 101,
            lines.contains(where: { $0.lowercased().hasPrefix("sec-websocket-accept:") && $0.hasSuffix(Self.accept) })
        else { return fail(.refused(status: status)) }
        isOpen = true
        member.opened()
        head.moveReaderIndex(forwardBy: text[..<range.upperBound].utf8.count)
        if head.readableBytes > 0 { take(head) }
    }

    private func take(_ bytes: ByteBuffer) {
        let now = Uptime.now()
        decoder.feed(bytes)
        do {
            while !hasEnded, let frame = try decoder.next() {
                switch frame {
                case .binary(let payload): member.receive(try ServerMessageReader.read(payload), at: now)
                case .ping(let payload): send(Frame.masked(.pong, payload: Array(payload.readableBytesView), mask: 0))
                case .close(let code): close(code)
                case .text, .pong: break
                }
            }
        } catch {
            fail(.broken("\(error)"))
        }
    }

    private func close(_ code: UInt16?) {
        let code = code ?? CloseCode.normal.rawValue
        send(Frame.masked(.close, payload: [UInt8(code >> 8), UInt8(code & 0xFF)], mask: 0))
        fail(.closed(code))
    }

    private func fail(_ end: SocketEnd) {
        self.end(end)
        if isDirty { context?.flush() }
        context?.close(promise: nil)
    }

    private func end(_ end: SocketEnd) {
        guard !hasEnded else { return }
        hasEnded = true
        member.ended(end, of: self)
    }
}

/// How a connection ended.
enum SocketEnd {
    /// Without a close frame.
    case cut
    /// The hub's close frame.
    case closed(UInt16)
    /// The upgrade was answered with another status than 101.
    case refused(status: Int)
    /// The hub broke RFC 6455 or the schema.
    case broken(String)
}
