import NIOCore
import Wire

extension ConsultationClient {
    /// A transport on which Hello was sent.
    func open() async throws -> WebSocketTransport {
        let credential = try await credential()
        var options = WebSocketTransport.Options()
        options.format = configuration.format
        options.silenceMax = TimeAmount(configuration.welcomeTimeout)
        let transport = try await WebSocketTransport.connect(
            to: configuration.address,
            path: configuration.path,
            options: options
        )
        // It may have been closed in the meantime.
        guard state.isConnecting else {
            transport.drop()
            throw ClientError.over
        }
        state = .greeting(transport)
        closing = nil
        transport.send(hello(credential))
        return transport
    }

    private func hello(_ credential: Credential) -> ProtoClientMessage {
        var message = ProtoClientMessage()
        switch credential {
        case .ticket(let ticket): message.hello.ticket = ticket
        case .accessToken(let token): message.hello.accessToken = token
        }
        message.hello.deviceID = configuration.device
        message.hello.clientInstance = outbox.instance
        message.hello.clientName = configuration.name
        message.hello.clientVersion = configuration.version
        if let point = check.resumePoint { message.hello.resume = point }
        return message
    }

    /// Reads one connection after the other, until it is not to come back.
    func live(on first: WebSocketTransport) async {
        var current: WebSocketTransport? = first
        while let transport = current {
            for await message in transport.inbound where isListening { await take(message, transport) }
            let close = ConnectionClose(await transport.end(), closing: closing)
            current = await afterEnd(close)
        }
    }

    /// The next connection, if there is to be one.
    private func afterEnd(_ close: ConnectionClose) async -> WebSocketTransport? {
        check.disconnected()
        guard close.mayReturn, !state.isOver else {
            await end(close)
            return nil
        }
        // A connect that fails is its caller's to repeat.
        guard let policy = configuration.reconnecting, greeting == nil, !staysAway else {
            if !state.isConnecting { state = .idle }
            greeted(.failure(close))
            await queue.add(.closed(close, returns: false))
            return nil
        }
        state = .connecting
        await queue.add(.closed(close, returns: true))
        return await comeBack(policy, retryAfter: close.retryAfter)
    }

    private func end(_ close: ConnectionClose) async {
        finish(close)
        await queue.add(.closed(close, returns: false))
        await queue.finish()
    }

    private func comeBack(_ policy: ReconnectPolicy, retryAfter: Duration) async -> WebSocketTransport? {
        while attempts < policy.attemptsMax, state.isConnecting {
            let delay = policy.delay(attempt: attempts, retryAfter: retryAfter)
            attempts += 1
            do {
                try await clock.sleep(for: delay)
                return try await open()
            } catch {
                continue
            }
        }
        var closing = ProtoClosing()
        closing.text = "Coming back failed \(attempts) times in a row."
        await end(ConnectionClose(.cut, closing: closing))
        return nil
    }

    private var isListening: Bool { state.transport != nil }
}
