import Client
import Core
import NIOCore
import Testing
import Wire

@testable import Hub

/// A socket of a ``HubVisit`` that reads on until what it waits for has come.
///
/// For one task.
final class SocketReader {
    private let transport: WebSocketTransport
    private var incoming: WebSocketTransport.Inbound.AsyncIterator
    private var counter: UInt64 = 0
    /// Came while something else was waited for.
    private var unread: [ProtoEvent] = []

    convenience init(_ visit: HubVisit, _ person: PersonID) async throws {
        try await self.init(visit.address, visit.path, try visit.hello(person))
    }

    convenience init(_ visit: HubVisit, token: String) async throws {
        var hello = ProtoClientMessage()
        hello.hello.accessToken = token
        hello.hello.deviceID = "guest"
        try await self.init(visit.address, visit.path, hello)
    }

    /// With what `join/` gives.
    convenience init(_ api: HubAPI, joining id: String) async throws {
        let joining = try await api.post("consultations/\(id)/join/")
        var hello = ProtoClientMessage()
        hello.hello.ticket = try joining.text("ticket")
        hello.hello.deviceID = "browser"
        try await self.init(api.address, try joining.text("websocket_path"), hello)
    }

    /// Returns when it is welcome.
    private init(_ address: HubAddress, _ path: String, _ hello: ProtoClientMessage) async throws {
        transport = try await WebSocketTransport.connect(to: address, path: path, options: .init())
        incoming = transport.inbound.makeAsyncIterator()
        transport.send(hello)
        _ = try await next { message in
            if case .welcome = message.body { true } else { nil }
        }
    }

    /// Sends a command, and waits until it is done.
    func perform(_ fill: (inout ProtoCommand) -> Void) async throws {
        #expect(try await tries(fill), "the command was refused")
    }

    /// Whether a command is carried out; no if the socket is closed first.
    func tries(_ fill: (inout ProtoCommand) -> Void) async throws -> Bool {
        counter += 1
        var message = ProtoClientMessage()
        message.command.counter = counter
        fill(&message.command)
        transport.send(message)
        let isDone: Bool? = try await next { message in
            switch message.body {
            case .reply(let reply): if case .done = reply.outcome { true } else { false }
            case .closing: false
            default: nil
            }
        }
        return isDone ?? false
    }

    /// The first event, of those that were not asked for yet, in which this is not empty.
    func event<Value: Equatable & Defaulted>(_ read: (ProtoEvent) -> Value) async throws -> Value {
        for (index, event) in unread.enumerated() where read(event) != Value.nothing {
            unread.removeFirst(index + 1)
            return read(event)
        }
        unread = []
        while let message = await incoming.next(isolation: #isolation) {
            if case .event(let event) = message.body, read(event) != Value.nothing { return read(event) }
        }
        throw Ended()
    }

    private func next<Value>(_ pick: (ProtoServerMessage) -> Value?) async throws -> Value? {
        while let message = await incoming.next(isolation: #isolation) {
            if case .event(let event) = message.body { unread.append(event) }
            if let value = pick(message) { return value }
        }
        return nil
    }

    private struct Ended: Error {}
}

/// A field of a message that was left out.
protocol Defaulted {
    static var nothing: Self { get }
}

extension String: Defaulted { static var nothing: String { "" } }
extension UInt32: Defaulted { static var nothing: UInt32 { 0 } }
extension ProtoConsultationStatus: Defaulted { static var nothing: Self { .unspecified } }
