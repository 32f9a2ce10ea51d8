import Core
import Wire

/// What one socket may do when: hello, sign-in, heartbeat, closing handshake.
///
/// A plain value without input, output or clock: each event is a method that returns what the ``Connection`` has to do.
/// `uptime` judges periods, `now` the end of a sign-in.
struct ConnectionState {
    /// How long things may take.
    struct Periods: Hashable {
        var hello: Duration
        var ping: Duration
        var close: Duration
        /// The first ping comes this long after attaching, so that sockets that came together are not pinged together.
        var firstPing: Duration
    }

    /// Somebody whose sign-in holds.
    private struct Member {
        let person: PersonID
        var authorizedUntil: Timestamp
        var nextPing: Duration
        var pingID: UInt64 = 0
        var position: UInt64 = 0
        var isRenewing = false
    }

    private enum Phase {
        case awaitingHello(until: Duration)
        /// The token is being verified.
        case authenticating(Arrival, until: Duration)
        case attached(Member)
        /// Our close frame is on its way, and the peer's is awaited.
        case closing(until: Duration)
        case closed
    }

    private let periods: Periods
    private var phase: Phase
    private var lastHeard: Duration

    init(_ periods: Periods, uptime: Duration) {
        self.periods = periods
        phase = .awaitingHello(until: uptime + periods.hello)
        lastHeard = uptime
    }

    /// Whether what the peer sends is looked at now.
    ///
    /// It is not while a token is being verified, and then waits.
    var takesFrames: Bool {
        switch phase {
        case .authenticating: false
        case .attached(let member): !member.isRenewing
        case .awaitingHello, .closing, .closed: true
        }
    }

    /// Whether messages are exchanged, and not only close frames.
    var isOpen: Bool {
        switch phase {
        case .awaitingHello, .authenticating, .attached: true
        case .closing, .closed: false
        }
    }

    /// Whether the consultation's frames are sent.
    var isAttached: Bool {
        switch phase {
        case .attached: true
        case .awaitingHello, .authenticating, .closing, .closed: false
        }
    }

    /// A whole frame came: who sends a byte now and then is as silent as who sends none.
    mutating func heard(at uptime: Duration) { lastHeard = uptime }

    /// A frame was sent after which the client has everything up to `position`.
    mutating func delivered(position: UInt64) {
        guard case .attached(var member) = phase else { return }
        member.position = position
        phase = .attached(member)
    }

    enum MessageAction: Hashable {
        case redeem(ticket: String)
        case verify(accessToken: String)
        case command(ProtoCommand)
        case close(CloseCode)
        case ignore
    }

    /// A message was decoded.
    mutating func received(_ message: ProtoClientMessage) -> MessageAction {
        switch phase {
        case .awaitingHello(let deadline):
            guard case .hello(let hello)? = message.body, let arrival = Arrival(hello) else {
                return .close(.badMessage)
            }
            phase = .authenticating(arrival, until: deadline)
            switch hello.credential {
            case .ticket(let ticket): return .redeem(ticket: ticket)
            case .accessToken(let token): return .verify(accessToken: token)
            case nil: return .close(.badCredential)
            }
        case .authenticating:
            return .close(.badMessage)
        case .attached(let member):
            return received(message, from: member)
        case .closing, .closed:
            return .ignore
        }
    }

    private mutating func received(_ message: ProtoClientMessage, from member: Member) -> MessageAction {
        switch message.body {
        case .command(let command):
            return .command(command)
        case .renewToken(let renewal):
            var member = member
            member.isRenewing = true
            phase = .attached(member)
            return .verify(accessToken: renewal.accessToken)
        case .hello:
            return .close(.badMessage)
        // A message without a body is one that this version does not know.
        case .pong, nil:
            return .ignore
        }
    }

    enum GrantAction: Hashable {
        case attach(PersonID, Arrival)
        case close(CloseCode)
        case ignore
    }

    /// A ticket or token was verified; `nil` if it is worth nothing.
    mutating func granted(_ grant: Grant?, uptime: Duration, now: Timestamp) -> GrantAction {
        switch phase {
        case .authenticating(let arrival, _):
            // It was not listened to while the credential was checked, however long that took.
            lastHeard = uptime
            guard let grant else { return .close(.badCredential) }
            guard grant.authorizedUntil > now else { return .close(.signInExpired) }
            phase = .attached(
                Member(
                    person: grant.person,
                    authorizedUntil: grant.authorizedUntil,
                    nextPing: uptime + periods.firstPing
                )
            )
            return .attach(grant.person, arrival)
        case .attached(var member):
            guard member.isRenewing else { return .ignore }
            guard let grant, grant.person == member.person else { return .close(.badCredential) }
            member.isRenewing = false
            member.authorizedUntil = max(member.authorizedUntil, grant.authorizedUntil)
            phase = .attached(member)
            return .ignore
        case .awaitingHello, .closing, .closed:
            return .ignore
        }
    }

    enum CloseAction: Hashable {
        /// Say goodbye; `detaching` when the consultation has to be told.
        case sayGoodbye(detaching: Bool)
        case ignore
    }

    /// We close.
    ///
    /// `isForgotten` when it was the consultation that asked for it.
    mutating func close(isForgotten: Bool, uptime: Duration) -> CloseAction {
        let wasAttached = isAttached
        guard isOpen else { return .ignore }
        phase = .closing(until: uptime + periods.close)
        return .sayGoodbye(detaching: wasAttached && !isForgotten)
    }

    enum PeerCloseAction: Hashable {
        /// Answer with a close frame, and end the connection (RFC 6455 section 7.1.1).
        case answer(detaching: Bool)
        /// It was the answer to ours: end the connection.
        case end
        case ignore
    }

    /// The peer's close frame came.
    mutating func peerClosed() -> PeerCloseAction {
        defer { phase = .closed }
        switch phase {
        case .awaitingHello, .authenticating: return .answer(detaching: false)
        case .attached: return .answer(detaching: true)
        case .closing: return .end
        case .closed: return .ignore
        }
    }

    /// The connection is gone.
    ///
    /// Returns whether the consultation has to be told.
    mutating func ended() -> Bool {
        defer { phase = .closed }
        return isAttached
    }

    /// When to call ``swept(uptime:now:)`` next, as far as that is known now; `nil` for never.
    func nextSweep(uptime: Duration, now: Timestamp) -> Duration? {
        switch phase {
        case .awaitingHello(let deadline), .authenticating(_, let deadline), .closing(let deadline):
            deadline
        case .attached(let member):
            min(member.nextPing, lastHeard + periods.ping * 2, uptime + (member.authorizedUntil - now))
        case .closed:
            nil
        }
    }

    enum SweepAction: Hashable {
        case ping(id: UInt64, position: UInt64)
        case close(CloseCode)
        /// End the connection: the peer does not answer our close frame.
        case cut
        case none
    }

    /// Time has passed.
    mutating func swept(uptime: Duration, now: Timestamp) -> SweepAction {
        switch phase {
        case .awaitingHello(let deadline):
            return uptime >= deadline ? .close(.helloTimeout) : .none
        case .authenticating(_, let deadline):
            // The client did its part in time; it is the hub that is too slow.
            return uptime >= deadline ? .close(.busy) : .none
        case .attached(var member):
            guard now < member.authorizedUntil else { return .close(.signInExpired) }
            guard uptime - lastHeard < periods.ping * 2 else { return .close(.silent) }
            guard uptime >= member.nextPing else { return .none }
            member.nextPing = uptime + periods.ping
            member.pingID += 1
            phase = .attached(member)
            return .ping(id: member.pingID, position: member.position)
        case .closing(let deadline):
            return uptime >= deadline ? .cut : .none
        case .closed:
            return .none
        }
    }
}
