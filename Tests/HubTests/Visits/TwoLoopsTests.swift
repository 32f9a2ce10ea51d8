import Client
import Gateway
import NIOCore
import Testing
import Wire

@testable import Hub

/// Two loops, two sockets on different ones, as many messages as it takes to see an order break by chance.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TwoLoopsTests {
    private static let messagesPerSender: UInt64 = 50_000
    /// Fewer than what may be on its way to the disk, for both senders together.
    private static let inFlightMax: UInt64 = 100

    @Test func orderHoldsPerSenderAndPerConsultationOverAHundredThousandMessages() async throws {
        try await HubVisit.run(loopCount: 2) { visit in
            let first = try await visit.connect(visit.people[0])
            let second = try await visit.connect(visit.people[1])
            #expect(try await visit.hub.parts.gateway.connectionCountPerLoop() == [1, 1])
            async let left = Self.talk(over: first)
            async let right = Self.talk(over: second)
            let (one, two) = try await (left, right)
            #expect(one.texts.count == Int(2 * Self.messagesPerSender))
            #expect(one.texts == two.texts)
            for record in [one, two] {
                #expect(record.disorder == 0)
                #expect(record.refused == 0)
            }
        }
    }

    private struct Record {
        /// Sender and number of every chat message, in the order of arrival.
        var texts: [String] = []
        /// Broken `prev` chains, a sender's messages out of turn, replies out of turn or before their event.
        var disorder = 0
        var refused = 0
    }

    /// Sends all its messages, with a bounded number unanswered, and reads everybody's.
    ///
    /// It begins when both are in the room: what was said earlier the later one finds in its snapshot, not as events.
    private static func talk(over transport: WebSocketTransport) async throws -> Record {
        var record = Record()
        var inRoom: Set<UInt32> = []
        var last: UInt64 = 0
        var lastCounter: [UInt32: UInt64] = [:]
        var sent: UInt64 = 0
        var answered: UInt64 = 0
        func sendMore() {
            while inRoom.count == 2, sent < messagesPerSender, sent - answered < inFlightMax {
                sent += 1
                var message = ProtoClientMessage()
                message.command.counter = sent
                message.command.postChat.text = "\(sent)"
                transport.send(message)
            }
        }
        for try await message in transport.inbound {
            switch message.body {
            case .welcome(let welcome):
                inRoom = Set(welcome.snapshot.participants.filter { $0.presence == .inRoom }.map(\.seat))
                last = welcome.snapshot.seq
            case .event(let event):
                if event.prev != last || event.seq != last + 1 { record.disorder += 1 }
                last = event.seq
                switch event.body {
                case .roomEntered(let entry):
                    inRoom.insert(entry.seat)
                case .chatPosted(let chat):
                    let counter = UInt64(chat.text) ?? 0
                    if counter != lastCounter[chat.fromSeat, default: 0] + 1 { record.disorder += 1 }
                    lastCounter[chat.fromSeat] = counter
                    record.texts.append("\(chat.fromSeat).\(chat.text)")
                default:
                    break
                }
            case .reply(let reply):
                answered += 1
                if reply.counter != answered || reply.done.seq > last { record.disorder += 1 }
                if case .error = reply.outcome { record.refused += 1 }
            default:
                break
            }
            sendMore()
            if record.texts.count == Int(2 * messagesPerSender), answered == messagesPerSender { break }
        }
        return record
    }
}
