import Core
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// One connection to a mail server, from the greeting to `QUIT`; used by one task at a time.
struct SMTPSession: Sendable {
    private let channel: any Channel
    private let extensions: SMTPExtensions
    private let periods: SMTPPeriods

    /// Connects, encrypts and signs in.
    static func open(
        _ server: SMTPServer,
        as name: String,
        tls: TLSConfiguration,
        on group: any EventLoopGroup,
        periods: SMTPPeriods
    ) async throws(MailError) -> SMTPSession {
        do {
            let context = server.security == .none ? nil : try NIOSSLContext(configuration: tls)
            let channel = try await connect(server, context, on: group, periods)
            do {
                return try await begin(channel, server, as: name, context, periods)
            } catch {
                channel.close(promise: nil)
                throw error
            }
        } catch let error as MailError {
            // Whatever keeps a session from beginning keeps all mails waiting.
            throw MailError(.unavailable, reason: error.reason)
        } catch {
            throw MailError(.unavailable, reason: "The mail server can't be reached.")
        }
    }

    private static func connect(
        _ server: SMTPServer,
        _ context: NIOSSLContext?,
        on group: any EventLoopGroup,
        _ periods: SMTPPeriods
    ) async throws -> any Channel {
        try await ClientBootstrap(group: group)
            .connectTimeout(periods.connect)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if server.security == .implicit, let context {
                        try channel.pipeline.syncOperations.addHandler(tlsHandler(context, server))
                    }
                    try channel.pipeline.syncOperations.addHandler(SMTPChannelHandler())
                }
            }
            .connect(host: server.host, port: server.port).get()
    }

    /// A certificate of an address has to name the address; SNI takes names only.
    private static func tlsHandler(_ context: NIOSSLContext, _ server: SMTPServer) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: server.host, port: server.port)) != nil
        return isAddress
            ? try NIOSSLClientHandler(context: context, serverHostname: nil)
            : try PeerName(name: server.host.lowercased()).handler(context)
    }

    private static func begin(
        _ channel: any Channel,
        _ server: SMTPServer,
        as name: String,
        _ context: NIOSSLContext?,
        _ periods: SMTPPeriods
    ) async throws -> SMTPSession {
        var session = SMTPSession(channel: channel, extensions: SMTPExtensions(), periods: periods)
        try await session.expect("", [220], else: "The mail server takes no mail.")
        session = try await session.greet(as: name)
        if server.security == .startTLS, let context {
            guard session.extensions.startTLS else {
                throw MailError(.unavailable, reason: "The mail server does not offer STARTTLS.")
            }
            try await session.expect("STARTTLS", [220], else: "The mail server refuses STARTTLS.")
            try await session.encrypt(context, server)
            session = try await session.greet(as: name)
        }
        if let credentials = server.credentials { try await session.signIn(credentials) }
        return session
    }

    private func encrypt(_ context: NIOSSLContext, _ server: SMTPServer) async throws {
        let channel = channel
        try await channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            // What was sent in the clear after the answer would count as said under TLS.
            guard try pipeline.handler(type: SMTPChannelHandler.self).isClear else { throw SMTPClosed() }
            try pipeline.addHandler(Self.tlsHandler(context, server), position: .first)
        }.get()
    }

    private func greet(as name: String) async throws -> SMTPSession {
        let reply = try await expect("EHLO \(name)", [250], else: "The mail server does not speak ESMTP.")
        return SMTPSession(channel: channel, extensions: SMTPExtensions(reply), periods: periods)
    }

    /// `PLAIN` (RFC 4616) where it is offered, `LOGIN` otherwise.
    private func signIn(_ credentials: SMTPServer.Credentials) async throws {
        let problem = "The mail server does not accept the user and password."
        func coded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
        if extensions.authentication.contains("PLAIN") {
            let secret = coded("\0\(credentials.user)\0\(credentials.password)")
            try await expect("AUTH PLAIN \(secret)", [235], else: problem)
        } else if extensions.authentication.contains("LOGIN") {
            try await expect("AUTH LOGIN", [334], else: problem)
            try await expect(coded(credentials.user), [334], else: problem)
            try await expect(coded(credentials.password), [235], else: problem)
        } else {
            throw MailError(.unavailable, reason: "The mail server offers no way to sign in that the hub knows.")
        }
    }

    // MARK: Mails

    /// Hands one mail over.
    ///
    /// After an error the session is of no use unless ``reset()`` works.
    func send(_ message: String, from sender: String, to recipient: String) async throws(MailError) {
        let bytes = Self.stuffed(message)
        if let most = extensions.bytesMax, bytes.count > most {
            throw MailError(.refused, reason: "The mail is larger than the mail server takes.")
        }
        var parameters = extensions.knowsSize ? " SIZE=\(bytes.count)" : ""
        if !recipient.utf8.allSatisfy({ $0 < 0x80 }) {
            guard extensions.takesUTF8 else {
                throw MailError(.refused, reason: "The mail server takes no such addresses.")
            }
            parameters += " SMTPUTF8"
        }
        try await offer("MAIL FROM:<\(sender)>\(parameters)")
        try await step("RCPT TO:<\(recipient)>", [250, 251])
        try await step("DATA", [354])
        let reply = try await ask(bytes, within: periods.mail)
        guard reply.code == 250 else { throw Self.error(reply) }
    }

    /// Makes the session ready for the next mail after one was not taken; `false` if it can't be.
    func reset() async -> Bool {
        guard let reply = try? await ask(Self.line("RSET"), within: periods.reply) else { return false }
        return reply.code == 250
    }

    var isOpen: Bool { channel.isActive }

    /// Says goodbye; does not wait for the answer longer than for any other.
    func close() async {
        // Whatever comes of it, the connection is closed.
        _ = try? await ask(Self.line("QUIT"), within: periods.reply)
        channel.close(promise: nil)
    }

    /// What the server has against the sender is no reason to give a mail up, but 552 and 555 are about its size and parameters.
    private func offer(_ command: String) async throws(MailError) {
        let reply = try await ask(Self.line(command), within: periods.reply)
        guard reply.code != 250 else { return }
        guard (500..<600).contains(reply.code), ![552, 555].contains(reply.code) else { throw Self.error(reply) }
        throw MailError(.unavailable, reason: "The mail server does not take mail from this sender (\(reply.code)).")
    }

    private func step(_ command: String, _ codes: Set<Int>) async throws(MailError) {
        let reply = try await ask(Self.line(command), within: periods.reply)
        guard codes.contains(reply.code) else { throw Self.error(reply) }
    }

    /// The first digit says whether it may be tried again (RFC 5321 section 4.2.1); 530 to 538 are about signing in, not
    /// about the mail.
    private static func error(_ reply: SMTPReply) -> MailError {
        switch reply.code {
        case 530...538: MailError(.unavailable, reason: "The mail server answered \(reply.code).")
        case 500..<600: MailError(.refused, reason: "The mail server answered \(reply.code).")
        default: MailError(.postponed, reason: "The mail server answered \(reply.code).")
        }
    }

    // MARK: Exchanges

    @discardableResult
    private func expect(
        _ command: String,
        _ codes: Set<Int>,
        else problem: String
    ) async throws(MailError) -> SMTPReply {
        let bytes = command.isEmpty ? [] : Self.line(command)
        let reply = try await ask(bytes, within: command.isEmpty ? periods.connect : periods.reply)
        guard codes.contains(reply.code) else { throw MailError(.unavailable, reason: "\(problem) (\(reply.code))") }
        return reply
    }

    private func ask(_ bytes: [UInt8], within timeout: TimeAmount) async throws(MailError) -> SMTPReply {
        let promise = channel.eventLoop.makePromise(of: SMTPReply.self)
        let request = SMTPRequest(bytes: ByteBuffer(bytes: bytes), timeout: timeout, reply: promise)
        do {
            // A write that fails closes the connection, and with it whoever waits for the reply.
            channel.writeAndFlush(request).whenFailure { _ in promise.fail(SMTPClosed()) }
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                // Who stops does not wait for a silent server; a mail that was taken all the same comes again with its id.
                channel.close(promise: nil)
            }
        } catch {
            throw MailError(.postponed, reason: "The mail server is silent or has gone.")
        }
    }

    /// One command, without any line break inside: nothing that it is made of may have one.
    private static func line(_ command: String) -> [UInt8] {
        command.utf8.filter { $0 >= 0x20 && $0 != 0x7F } + [0x0D, 0x0A]
    }

    /// The text of a mail as it follows `DATA`: a full stop at the beginning of a line is doubled (RFC 5321 section 4.5.2).
    static func stuffed(_ message: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(message.utf8.count + 64)
        var isAtStart = true
        for byte in message.utf8 {
            if isAtStart, byte == UInt8(ascii: ".") { bytes.append(byte) }
            bytes.append(byte)
            isAtStart = byte == 0x0A
        }
        if !isAtStart { bytes += [0x0D, 0x0A] }
        return bytes + [UInt8(ascii: "."), 0x0D, 0x0A]
    }
}
