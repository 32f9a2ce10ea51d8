import Foundation
import NIOCore
import NIOPosix
import Wire

@testable import LoadTestKit

/// A hub in memory that speaks the public protocol, on one event loop, and does one thing wrong.
final class FakeHub {
    private var visits: [String: FakeVisit] = [:]
    private var tickets: [String: String] = [:]
    private var instances: UInt64 = 0
    private(set) var trigger: FaultTrigger
    private let place: FaultPlace

    /// Where in a hub a fault happens.
    private enum FaultPlace {
        case delivery
        case leak
        case storage
    }

    init(_ trigger: FaultTrigger) {
        self.trigger = trigger
        place =
            switch trigger.fault {
            case .forgetsAnEvent, .losesAnEvent, .doublesAnEvent, .swapsTwoEvents, .losesASignal, .doublesASignal,
                .swapsTwoSignals, nil:
                .delivery
            case .leaksPrivateChat, .leaksANote, .leaksChatIntoTheWaitingRoom, .leaksChatOfAnotherVisit,
                .leaksASignalIntoTheWaitingRoom, .leaksASignalOfAnotherVisit, .leaksADirectSignal:
                .leak
            case .showsWhatIsNotStored, .storesTwice, .acknowledgesBeforeTheEvent, .refusesWhatItDoes,
                .namesAnotherSender, .forgetsWhatItShowed, .pingsWithAnotherSeq:
                .storage
            }
    }

    /// Serves as long as `body` runs; returns what it returns, and what became of the fault.
    static func serving<Value: Sendable>(
        _ trigger: FaultTrigger,
        _ body: (HubPlace) async throws -> Value
    ) async throws -> (value: Value, trigger: FaultTrigger) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let hub = try await loop.submit { NIOLoopBound(FakeHub(trigger), eventLoop: loop) }.get()
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FakeConnection(hub.value))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        let value = try await body(HubPlace(host: "127.0.0.1", port: port))
        let after = try await loop.submit { hub.value.trigger }.get()
        try await group.shutdownGracefully()
        return (value, after)
    }

    // MARK: Faults

    /// Counts the delivery of a message to one recipient.
    func deliveryFault(_ lane: Character) -> Fault? {
        if place == .delivery { return trigger.next(lane) }
        trigger.count()
        return nil
    }

    /// After the fan-out of a message.
    func leakFault(_ lane: Character, isPossible: Bool) -> Fault? {
        place == .leak ? trigger.next(lane, isPossible: isPossible) : nil
    }

    /// When a chat message is about to be stored.
    func storageFault(isPossible: Bool) -> Fault? {
        place == .storage ? trigger.next("c", isPossible: isPossible) : nil
    }

    // MARK: REST

    func visit(_ id: String) -> FakeVisit? { visits[id] }

    func another(than visit: FakeVisit) -> FakeVisit? {
        visits.values.filter { $0 !== visit }.min { $0.id < $1.id }
    }

    func nextInstance() -> UInt64 {
        instances += 1
        return instances
    }

    func redeem(_ ticket: String) -> String? { tickets.removeValue(forKey: ticket) }

    private struct Login: Decodable {
        let email: String
    }

    private struct Booking: Decodable {
        struct Participant: Decodable {
            let personID: String
            let role: String

            private enum CodingKeys: String, CodingKey {
                case personID = "person_id"
                case role
            }
        }

        let participants: [Participant]
    }

    func answer(_ method: String, _ path: String, token: String, _ body: Data) -> String {
        let parts = path.split(separator: "?")
        let words = parts[0].split(separator: "/").map(String.init)
        switch (method, words.last) {
        case ("POST", "login"):
            let email = (try? JSONDecoder().decode(Login.self, from: body))?.email ?? ""
            let role = email.hasPrefix("staff") ? "staff" : "doctor"
            return "{\"access_token\":\"\(email)\",\"user\":{\"id\":\"\(email)\",\"role\":\"\(role)\"}}"
        case ("POST", "consultations"): return book(body)
        case ("POST", "join"):
            let ticket = "ticket-\(nextInstance())"
            tickets[ticket] = token
            return "{\"ticket\":\"\(ticket)\"}"
        case ("GET", "messages"):
            return messages(of: words[3], for: token, query: parts.count > 1 ? String(parts[1]) : "")
        default:
            return "{\"status\":\"ok\"}"
        }
    }

    private func book(_ body: Data) -> String {
        let booking = try? JSONDecoder().decode(Booking.self, from: body)
        let people = (booking?.participants ?? []).map { participant in
            let role: ProtoRole =
                switch participant.role {
                case "patient": .patient
                case "interpreter": .interpreter
                case "staff": .staff
                default: .doctor
                }
            return FakeVisit.Person(
                id: participant.personID,
                role: role,
                isCleared: role == .doctor || role == .staff
            )
        }
        let id = "visit-\(visits.count)"
        visits[id] = FakeVisit(id, people, self)
        return "{\"id\":\"\(id)\"}"
    }

    private func messages(of id: String, for person: String, query: String) -> String {
        func number(_ name: String) -> Int {
            let field = query.split(separator: "&").first { $0.hasPrefix(name + "=") }
            return field.flatMap { Int($0.dropFirst(name.count + 1)) } ?? 0
        }
        let all = (visits[id]?.messages(for: person) ?? []).filter { $0.event.seq > number("after") }
        let page = all.prefix(number("limit"))
        let rows = page.map { entry in
            let chat = entry.event.chatPosted
            return "{\"seq\":\(entry.event.seq),\"from_seat\":\(chat.fromSeat),\"text\":\"\(chat.text)\","
                + "\"to_seat\":\(chat.toSeat == 0 ? "null" : "\(chat.toSeat)")}"
        }
        let next = page.count < all.count ? "\(page.last?.event.seq ?? 0)" : "null"
        return "{\"results\":[\(rows.joined(separator: ","))],\"next_after\":\(next)}"
    }

    /// The lane of a chat message or a note.
    static func lane(of event: ProtoEvent) -> Character? {
        switch event.body {
        case .chatPosted(let chat): chat.toSeat == 0 ? "c" : "p"
        case .noteWritten: "n"
        default: nil
        }
    }
}
