import Actors
import Core
import NIOCore
import Wire

/// One upgraded socket, on its event loop: it runs what its ``ConnectionState`` decides.
///
/// Commands of one read go to the consultation in one message. What is to be sent is collected, and leaves with one
/// write per turn of the loop.
final class Connection: RosterMember {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the next flush does after its write.
    enum Ending {
        case none
        /// No more from us; the peer is expected to go.
        case closeOutput
        case close
    }

    let id: ConnectionID
    let consultation: ConsultationID
    let format: MessageFormat
    let loop: LoopContext
    let openedAt: Duration
    var slot: Int?
    var state: ConnectionState
    var decoder: FrameDecoder
    var queue: SendQueue
    var context: ChannelHandlerContext?
    var closeCode: UInt16?
    var ending = Ending.none
    /// What was decoded in this read.
    var commands: [InboundCommand] = []
    var isDirty = false
    /// The consultation is told in the next flush: never from inside a delivery.
    var owesDetach = false
    /// The channel asked for more while nothing may be read.
    var owesRead = false
    /// Nothing more is read: the peer has closed, or broke the framing.
    var isDeaf = false

    init(_ handshake: Handshake, on loop: LoopContext) {
        let configuration = loop.surroundings.configuration
        id = loop.nextConnectionID()
        consultation = handshake.consultation
        format = handshake.format
        self.loop = loop
        openedAt = loop.surroundings.clocks.uptime()
        let periods = ConnectionState.Periods(
            hello: configuration.helloDeadline,
            ping: configuration.pingInterval,
            close: configuration.closeDeadline,
            firstPing: configuration.pingInterval * Int(id.serial % Self.pingSpread + 1) / Int(Self.pingSpread)
        )
        state = ConnectionState(periods, uptime: openedAt)
        decoder = FrameDecoder(side: .server, messageBytesMax: configuration.messageBytesMax)
        queue = SendQueue(bytesMax: configuration.unwrittenBytesMax)
    }

    /// In how many parts of the ping interval the first pings fall.
    private static let pingSpread: UInt64 = 64

    var surroundings: Surroundings { loop.surroundings }

    /// Time has passed.
    func sweep(uptime: Duration, now: Timestamp) {
        switch state.swept(uptime: uptime, now: now) {
        case .ping(let id, let position): send(format.frame(.ping(id: id, seq: position, now: now)))
        case .close(let code): close(code)
        case .cut: cut()
        case .none: break
        }
    }

    /// Ends the connection without a word.
    func cut() { context?.close(promise: nil) }

    /// Tells the consultation what was read so far.
    func handOver() {
        guard !commands.isEmpty else { return }
        let batch = commands
        commands = []
        surroundings.gate.tell(consultation, .commands(from: id, batch))
    }

    /// Tells the consultation that the socket is gone, after all that it sent.
    func detach() {
        handOver()
        surroundings.gate.tell(consultation, .detach(id))
    }
}
