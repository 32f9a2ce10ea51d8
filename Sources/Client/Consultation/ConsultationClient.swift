import NIOCore
package import Wire

/// What proves who the client is.
///
/// A source of these is asked for a fresh one at every connect.
package enum Credential: Sendable {
    /// From `join/`; good for one connection.
    case ticket(String)
    case accessToken(String)
}

/// One device of one person in one consultation, over as many connections as it takes.
///
/// It keeps the resume point and the unanswered commands between connections, proves with a ``SequenceCheck`` that
/// nothing was missed, and repeats commands whose reply was lost. Its ``updates`` have to be read: they are bounded, and
/// when nobody takes them the client stops reading from the socket, replies to commands included. ``close()`` ends it.
package actor ConsultationClient {
    package struct Configuration: Sendable {
        package var address: HubAddress
        /// The consultation's socket: `websocket_path` of `join/`.
        package var path: String
        /// Kept over reconnects: 1 to 64 of A–Z a–z 0–9 . _ -
        package var device: String
        package var format: MessageFormat = .binary
        package var name = "laso-hub-swift"
        package var version = "1"
        /// How long the hub may take for `Welcome`.
        package var welcomeTimeout: Duration = .seconds(10)
        /// Updates that wait for their reader.
        package var unreadMax = 256
        /// Nothing: it comes back only when ``ConsultationClient/connect()`` is called again.
        package var reconnecting: ReconnectPolicy? = ReconnectPolicy()

        package init(address: HubAddress, path: String, device: String) {
            self.address = address
            self.path = path
            self.device = device
        }
    }

    enum State {
        case idle
        case connecting
        /// Hello is sent.
        case greeting(WebSocketTransport)
        case open(WebSocketTransport)
        /// The connection is given up; its end has not been noticed yet.
        case dropping
        case over

        var transport: WebSocketTransport? {
            switch self {
            case .greeting(let transport), .open(let transport): transport
            case .idle, .connecting, .dropping, .over: nil
            }
        }

        var isConnecting: Bool {
            if case .connecting = self { true } else { false }
        }

        var isOver: Bool {
            if case .over = self { true } else { false }
        }
    }

    /// All that came in, in order.
    package nonisolated let updates: Updates<ConsultationUpdate>
    package nonisolated let configuration: Configuration

    let credential: @Sendable () async throws -> Credential
    let clock: any Clock<Duration>
    let queue: UpdateQueue<ConsultationUpdate>
    var state = State.idle
    var check = SequenceCheck()
    var outbox = CommandOutbox()
    /// The hub's last word on this connection.
    var closing: ProtoClosing?
    /// The connection was given up to stay away until the next ``connect()``.
    var staysAway = false
    /// Attempts to come back since the last `Welcome`.
    var attempts = 0
    /// The one task that reads, from a connect to the last end.
    var reading: Task<Void, Never>?
    var greeting: CheckedContinuation<Void, any Error>?
    var waiters: [CommandOutbox.Number: CheckedContinuation<Void, any Error>] = [:]
    /// This person's seat; 0 before the first `Welcome`.
    package internal(set) var seat: UInt32 = 0

    package init(
        _ configuration: Configuration,
        clock: any Clock<Duration> = ContinuousClock(),
        credential: @escaping @Sendable () async throws -> Credential
    ) {
        self.configuration = configuration
        self.clock = clock
        self.credential = credential
        queue = UpdateQueue(limit: configuration.unreadMax)
        updates = Updates(queue: queue)
    }

    /// What was counted over all connections.
    package var tally: SequenceCheck.Tally { check.tally }

    /// Where a new connection would go on.
    package var resumePoint: ProtoResumePoint? { check.resumePoint }

    /// Connects, or comes back, and returns after `Welcome`.
    ///
    /// Throws a ``HandshakeError``, the ``ConnectionClose`` of a hub that didn't welcome, or the credential source's
    /// error.
    package func connect() async throws {
        switch state {
        case .idle: break
        case .dropping where configuration.reconnecting == nil || staysAway: break
        case .dropping, .connecting, .greeting, .open: throw ClientError.alreadyConnected
        case .over: throw ClientError.over
        }
        state = .connecting
        await reading?.value
        staysAway = false
        let transport: WebSocketTransport
        do {
            guard state.isConnecting else { throw ClientError.over }
            transport = try await open()
        } catch {
            if state.isConnecting { state = .idle }
            throw error
        }
        // The bridge from the socket to this actor: one task for all connections until the client gives up.
        reading = Task { await live(on: transport) }
        try await withCheckedThrowingContinuation { greeting = $0 }
    }

    /// Cuts the TCP connection without a close frame.
    ///
    /// What was under way in it is lost; with a ``ReconnectPolicy`` the client then comes back, unless it `staysAway`;
    /// otherwise ``connect()`` brings it back.
    package func dropConnection(staysAway: Bool = false) {
        guard let transport = state.transport else { return }
        self.staysAway = staysAway
        state = .dropping
        transport.drop()
    }

    /// Says goodbye and ends for good, ``updates`` included.
    ///
    /// Commands without an answer throw ``ClientError/over``.
    package func close() async {
        if let transport = state.transport { transport.close() } else { reading?.cancel() }
        finish(ClientError.over)
        await queue.finish()
        await reading?.value
    }

    /// Sends a command and waits for the answer to it: the seq of its last event, or 0 when nothing had to change.
    ///
    /// A lost reply or a retryable error makes the client send it again with the same counter, at most
    /// ``CommandOutbox/attemptsMax`` times. Throws a ``CommandRefusal`` or a ``ClientError``. While there is no
    /// connection the command waits for one; cancelling stops only the waiting, not a command that was sent.
    @discardableResult
    package func perform(_ action: ProtoCommand.OneOf_Action) async throws -> UInt64 {
        guard !state.isOver else { throw ClientError.over }
        guard let number = outbox.add(action) else { throw ClientError.tooManyUnanswered }
        defer { outbox.forget(number) }
        send(number)
        while true {
            switch outbox.takeOutcome(of: number) {
            case nil:
                try await wait(for: number)
            case .again(let delay):
                try await clock.sleep(for: delay)
                outbox.again(number)
                send(number)
            case .done(let seq):
                return seq
            case .refused(let error):
                throw CommandRefusal(error)
            case .unknown:
                throw ClientError.outcomeUnknown
            }
        }
    }
}

extension ConsultationClient {
    private func send(_ number: CommandOutbox.Number) {
        guard case .open(let transport) = state, let command = outbox.send(number) else { return }
        send(command, on: transport)
    }

    func send(_ command: ProtoCommand, on transport: WebSocketTransport) {
        var message = ProtoClientMessage()
        message.command = command
        transport.send(message)
    }

    private func wait(for number: CommandOutbox.Number) async throws {
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            guard !state.isOver else { throw ClientError.over }
            try await withCheckedThrowingContinuation { waiters[number] = $0 }
        } onCancel: {
            Task { await self.wake(number, CancellationError()) }
        }
    }

    func wake(_ number: CommandOutbox.Number, _ error: (any Error)? = nil) {
        guard let waiter = waiters.removeValue(forKey: number) else { return }
        if let error { waiter.resume(throwing: error) } else { waiter.resume() }
    }

    func greeted(_ result: Result<Void, any Error>) {
        greeting?.resume(with: result)
        greeting = nil
    }

    /// Whatever still waits gets the error.
    func finish(_ error: any Error) {
        state = .over
        greeted(.failure(error))
        for number in Array(waiters.keys) { wake(number, error) }
    }
}
