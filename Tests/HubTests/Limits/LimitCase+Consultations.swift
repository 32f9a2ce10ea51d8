import Core
import SwiftProtobuf
import Testing
import Wire

@testable import Hub

extension LimitCase {
    static let consultations = [
        LimitCase("devices", ["DEVICES": "2"]) { stage in
            for number in 1...2 { _ = try await stage.attached(device: "device-\(number)") }
            return {
                #expect(try await stage.greeted(device: "device-3").closing() == .tooManyDevices)
                // Other people are not concerned, and a device that comes again is no new one.
                _ = try await stage.attached(LimitStage.bystander, device: "other")
                _ = try await stage.attached(device: "device-2")
            }
        },
        LimitCase("text-bytes", ["TEXT_BYTES": "100"]) { stage in
            let socket = try await stage.attached()
            #expect(try await socket.perform(1, .chat(String(repeating: "é", count: 50))).refusal == nil)
            return {
                let longer = String(repeating: "é", count: 50) + "x"
                let chat = try await socket.perform(2, .chat(longer))
                #expect(chat.refusal == .invalid)
                let note = try await socket.perform(3, .writeNote(.with { $0.text = longer }))
                #expect(note.refusal == .invalid)
            }
        },
        LimitCase("signal-bytes", ["SIGNAL_BYTES": "1024"]) { stage in
            let socket = try await stage.attached()
            let receiver = try await stage.greeted(LimitStage.second)
            let seat = try await receiver.welcome().seat
            let longest = String(repeating: "x", count: 1024)
            #expect(try await socket.perform(1, .signal(longest, to: seat, "test")).refusal == nil)
            #expect(try await receiver.signal() == longest)
            return {
                let longer = try await socket.perform(2, .signal(longest + "x", to: seat, "test"))
                #expect(longer.refusal == .invalid)
                #expect(try await socket.perform(3, .signal("next", to: seat, "test")).refusal == nil)
                #expect(try await receiver.signal() == "next")
            }
        },
        LimitCase("held-signals", ["HELD_SIGNALS": "2"]) { stage in
            let talker = try await stage.attached()
            var held = try await signals(1...2, while: talker, stage)
            #expect(try await held.signal() == "1")
            #expect(try await held.signal() == "2")
            await held.close()
            return {
                held = try await signals(3...5, while: talker, stage)
                #expect(try await held.signal() == "4")
                #expect(try await held.signal() == "5")
            }
        },
        // Two events before those that were missed have to be known, too.
        LimitCase("replay-events", ["REPLAY_EVENTS": "8"], changesView: true) { stage in
            let talker = try await stage.attached(LimitStage.second)
            var counter: UInt64 = 0
            func talk(_ count: Int) async throws {
                for _ in 1...count {
                    counter += 1
                    #expect(try await talker.perform(counter, .chat()).refusal == nil)
                }
            }
            let first = try await stage.greeted()
            let welcome = try await first.welcome()
            try await talk(8)
            let seen = welcome.snapshot.seq + 8
            try await first.read(upTo: seen)
            await first.close()
            try await talk(6)
            let second = try await returned(to: stage, history: welcome.historyID, seq: seen)
            #expect(second.welcome.recovery == .replay)
            try await second.client.read(upTo: seen + 6)
            await second.client.close()
            return {
                try await talk(7)
                let third = try await returned(to: stage, history: welcome.historyID, seq: seen + 6)
                #expect(third.welcome.recovery == .snapshot)
                #expect(third.welcome.snapshot.seq == seen + 13)
            }
        },
        LimitCase("device-name") { stage in
            _ = try await stage.attached(device: String(repeating: "d", count: 64))
            return {
                let longer = String(repeating: "d", count: 65)
                let client = try await stage.greeted(device: longer)
                #expect(try await client.closing() == .badMessage)
            }
        },
    ]

    /// Makes the second person's device lose its socket, has it sent signals, and brings it back.
    private static func signals(
        _ numbers: ClosedRange<UInt64>,
        while talker: LimitClient,
        _ stage: LimitStage
    ) async throws -> LimitClient {
        let lost = try await stage.greeted(LimitStage.second)
        let seat = try await lost.welcome().seat
        await lost.close()
        try await talker.untilReconnecting(seat)
        for number in numbers {
            #expect(try await talker.perform(number, .signal("\(number)", to: seat, "test")).refusal == nil)
        }
        return try await stage.attached(LimitStage.second)
    }

    /// The first person comes back to where they were.
    private static func returned(
        to stage: LimitStage,
        history: String,
        seq: UInt64
    ) async throws -> (client: LimitClient, welcome: ProtoWelcome) {
        let client = try await stage.upgraded()
        var hello = try stage.visit.hello(stage.person(LimitStage.first))
        hello.hello.resume.historyID = history
        hello.hello.resume.seq = seq
        try await client.send(hello)
        return (client, try await client.welcome())
    }
}
