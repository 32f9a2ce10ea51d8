import Actors
import Core
import CoreMetrics
import NIOCore
import Telemetry
import Wire

/// One upgraded socket, on its event loop: it runs what its ``ConnectionState`` decides.
///
/// Commands of one read go to the consultation in one message. What is to be sent is collected, and leaves with one
/// write per turn of the loop.
final class Connection: RosterMember, WheelMember {
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

    /// The person of an attached socket, and what their other sockets have in common with it.
    struct Member {
        let person: PersonID
        let visitor: Visitor
    }

    let id: ConnectionID
    let consultation: ConsultationID
    let format: MessageFormat
    let loop: LoopContext
    let openedAt: Duration
    /// Its place among the connections of its address.
    let visit: Visit
    var slot: Int?
    var wheelPlace: WheelPlace?
    var state: ConnectionState
    var decoder: FrameDecoder
    var queue: SendQueue
    var writer = SocketWriter()
    /// Whether the connection's bytes are the socket's own.
    let isDirect: Bool
    var context: ChannelHandlerContext?
    var closeCode: UInt16?
    var ending = Ending.none
    /// Who it is, once it has proved that; until then it counts among the strangers.
    var member: Member?
    /// What the last credential granted.
    var grant: Grant?
    /// Whether the consultation has told it anything.
    var isWelcomed = false
    /// What was decoded in this read.
    var commands: [InboundCommand] = []
    /// Commands that the consultation was or will be told, and has not answered.
    var unanswered = 0
    var frameMeter = Meter()
    var commandMeter = Meter()
    var isDirty = false
    /// The consultation is told in the next flush: never from inside a delivery.
    var owesDetach = false
    /// The channel asked for more while nothing may be read.
    var owesRead = false
    /// Reading stopped where whole frames may be left: no read of the channel need follow to bring them.
    var owesFrames = false
    /// Nothing more is read: the peer has closed, or broke the framing.
    var isDeaf = false
    /// The hub stops: the socket closes when its commands are answered, and takes no new ones.
    var isLeaving = false
    /// When the client is to come back, where that is not up to the close code.
    var returnDelay: Duration?

    /// `isDirect` unless there is something below that changes the bytes, as TLS does.
    init(_ handshake: Handshake, _ visit: Visit = .unknown, on loop: LoopContext, isDirect: Bool = false) {
        let configuration = loop.surroundings.configuration
        id = loop.nextConnectionID()
        consultation = handshake.consultation
        format = handshake.format
        self.loop = loop
        self.visit = visit
        self.isDirect = isDirect
        openedAt = loop.surroundings.clocks.uptime()
        let periods = ConnectionState.Periods(
            hello: configuration.helloDeadline,
            ping: configuration.pingInterval,
            close: configuration.closeDeadline,
            firstPing: configuration.pingInterval * Int(id.serial % Self.pingSpread + 1) / Int(Self.pingSpread)
        )
        state = ConnectionState(periods, uptime: openedAt)
        decoder = FrameDecoder(side: .server, messageBytesMax: configuration.limits.messageBytesMax)
        queue = SendQueue(bytesMax: configuration.limits.unwrittenBytesMax)
    }

    /// In how many parts of the ping interval the first pings fall.
    private static let pingSpread: UInt64 = 64

    var surroundings: Surroundings { loop.surroundings }

    var limits: SocketLimits { loop.surroundings.configuration.limits }

    /// Time has passed; called at ``ConnectionState/nextSweep(uptime:now:)`` at the latest.
    func sweep(uptime: Duration, now: Timestamp) {
        // A client can't be heard while nobody listens.
        if !takesFrames { state.heard(at: uptime) }
        switch state.swept(uptime: uptime, now: now) {
        case .ping(let id, let position): send(format.frame(.ping(id: id, seq: position, now: now)))
        case .close(let code):
            if let limit = Self.limit(behind: code) { surroundings.reached(limit) }
            close(code)
        case .cut: cut()
        case .none: break
        }
    }

    private static func limit(behind code: CloseCode) -> LimitName? {
        switch code {
        case .helloTimeout: .helloTime
        case .silent: .silence
        default: nil
        }
    }

    /// The hub stops: closes when all commands are answered, and tells the client when to come back.
    func leave(returningAfter delay: Duration) {
        returnDelay = delay
        isLeaving = true
        leaveIfAnswered()
    }

    /// Closes the socket if what it was opened with holds no more.
    func closeUnlessGranted(_ code: CloseCode) {
        guard let grant, !surroundings.authenticator.stillHolds(grant) else { return }
        close(code)
    }

    func leaveIfAnswered() {
        if isLeaving, unanswered == 0 { close(.draining) }
    }

    /// Ends the connection without a word.
    func cut() { context?.close(promise: nil) }

    /// Tells the consultation what was read so far.
    func handOver() {
        guard !commands.isEmpty else { return }
        let batch = commands
        commands = []
        loop.tally.commands += batch.count
        surroundings.gate.tell(consultation, .commands(from: id, batch))
    }

    /// Tells the consultation that the socket is gone, after all that it sent.
    func detach() {
        handOver()
        surroundings.gate.tell(consultation, .detach(id))
    }
}
