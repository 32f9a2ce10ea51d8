import Client
import NIOCore
import Wire

/// A client that is about to misbehave: a member of the staff, with a seat in two consultations.
struct HostileGuest: Sendable {
    /// Its place among those of its kind; variants of a misbehaviour go by it.
    let number: Int
    let place: HostilePlace
    /// Where it connects from: one loopback address for each kind.
    let address: String
    let person: SignedIn
    /// Ids of consultations in which it has a seat.
    let consultations: [String]
    /// The client instance of somebody else in the first of them.
    let foreignInstance: UInt64

    var own: String { consultations[0] }

    func path(_ consultation: String? = nil) -> String {
        "/telemedicine/ws/consultations/\(consultation ?? own)/"
    }

    func connect(receiveBuffer: Int? = nil) async throws -> HostileSocket {
        try await HostileSocket(
            port: place.port,
            from: address,
            on: place.group,
            receiveBuffer: receiveBuffer
        )
    }

    /// An upgraded socket.
    func upgrade(
        _ consultation: String? = nil,
        format: MessageFormat = .binary,
        receiveBuffer: Int? = nil
    ) async throws -> HostileSocket {
        let socket = try await connect(receiveBuffer: receiveBuffer)
        try await socket.upgrade(path(consultation), format)
        return socket
    }

    func hello(device: String = "bad") -> ProtoClientMessage {
        var message = ProtoClientMessage()
        message.hello.accessToken = person.token
        message.hello.deviceID = device
        return message
    }

    /// A socket that has said hello, and the hub's answer to that.
    func greet(
        _ hello: ProtoClientMessage,
        in consultation: String? = nil,
        format: MessageFormat = .binary,
        receiveBuffer: Int? = nil
    ) async throws -> (socket: HostileSocket, greeting: Greeting) {
        let socket = try await upgrade(consultation, format: format, receiveBuffer: receiveBuffer)
        socket.send(hello)
        return (socket, try await socket.greeting())
    }

    /// A socket with its `Welcome`.
    func attach(
        in consultation: String? = nil,
        format: MessageFormat = .binary,
        receiveBuffer: Int? = nil
    ) async throws -> HostileSocket {
        let (socket, greeting) = try await greet(
            hello(),
            in: consultation,
            format: format,
            receiveBuffer: receiveBuffer
        )
        guard case .welcome = greeting else { throw HostileSocket.Unexpected("\(greeting)") }
        return socket
    }
}

/// What the hub answers to a hello.
enum Greeting {
    case welcome(ProtoWelcome)
    case end(Outcome)
}

/// What all bad clients of a run have in common.
struct HostilePlace: Sendable {
    let port: Int
    let group: any EventLoopGroup
    let scale: HostileScale
    /// Those who never read tell that they have begun.
    let deaf: AsyncStream<Void>.Continuation
    /// When those who never read may look at what they have got.
    let hearsAgain: Signal
    private let clock = ContinuousClock()

    init(
        port: Int,
        group: any EventLoopGroup,
        scale: HostileScale,
        deaf: AsyncStream<Void>.Continuation,
        hearsAgain: Signal
    ) {
        self.port = port
        self.group = group
        self.scale = scale
        self.deaf = deaf
        self.hearsAgain = hearsAgain
    }

    /// Lets time pass, which is what a slow client does.
    func pause(_ duration: Duration) async throws { try await clock.sleep(for: duration) }
}

/// Something for which several tasks wait.
actor Signal {
    private var isGiven = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func give() {
        isGiven = true
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    func wait() async {
        guard !isGiven else { return }
        await withCheckedContinuation { waiters.append($0) }
    }
}

/// Somebody with an account, after signing in.
struct SignedIn: Sendable {
    let email: String
    let rest: RESTClient
    let token: String
}
