import Foundation
import NIOHTTP1
import TestKit
import Testing

@testable import Client
@testable import Hub

/// Webhooks of the real hub to real receivers: down for a while, moody, lying, silent, redirecting, and `kill -9` in between.
@Suite(.serialized, .timeLimit(.minutes(20))) struct WebhookCrashTests {
    private static let rounds = ProcessInfo.processInfo.environment["LASO_CRASH_ROUNDS"].flatMap { Int($0) } ?? 3
    private static let bookingsPerRound = 8

    private static let settings = [
        "LASO_WEBHOOK_PRIVATE_TARGETS": "127.0.0.1", "LASO_WEBHOOK_TIMEOUT_SECONDS": "1",
        "LASO_LIMIT_ADDRESS_REQUEST_RATE": "1000000/1000000", "LASO_LIMIT_PERSON_REQUEST_RATE": "1000000/1000000",
        "LASO_LIMIT_ADDRESS_SIGN_IN_RATE": "1000000/1000000",
    ]

    /// Adds a webhook for a receiver, and tells it the secret.
    private func subscribe(_ admin: HubAPI, _ receiver: HookReceiver) async throws -> String {
        let answer = try await admin.post("webhooks/", #"{"url": "\#(receiver.url)"}"#)
        try #require(answer.status == 201, "\(answer.text)")
        receiver.take(secret: try answer.text("secret"))
        return try answer.text("id")
    }

    /// Books and cancels: four events each, two of them of one consultation.
    private func work(_ calendar: HubCalendar) async throws {
        for slot in try await calendar.slots(Self.bookingsPerRound) {
            let booked = try await calendar.staff.post("bookings/", calendar.request(slot))
            try #require(booked.status == 201, "\(booked.text)")
            let cancelled = try await calendar.staff.post("bookings/\(try booked.text("id"))/cancel/")
            try #require(cancelled.status == 200, "\(cancelled.text)")
        }
    }

    private func feed(_ admin: HubAPI, after cursor: String? = nil) async throws -> [[String: Any]] {
        var events: [[String: Any]] = []
        var after = cursor
        while true {
            let answer = try await admin.get("events/?limit=50" + (after.map { "&after=\($0)" } ?? ""))
            try #require(answer.status == 200, "\(answer.text)")
            events += try answer.results
            after = try answer.text("next_after")
            if try answer.json["has_more"] as? Bool == false { return events }
        }
    }

    private func ids(_ events: [[String: Any]]) -> [String] { events.compactMap { $0["id"] as? String } }

    /// Waits until a receiver has kept all of these.
    private func wait(for ids: [String], at receiver: HookReceiver) async {
        let wanted = Set(ids)
        func isComplete() -> Bool { wanted.isSubset(of: Set(receiver.kept.map(\.id))) }
        guard !isComplete() else { return }
        for await _ in receiver.arrivals where isComplete() { return }
    }

    @Test func nothingIsLostAndTheOrderHolds() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder, Self.settings)
            try await hub.start()
            let calendar = try await HubCalendar.begin(try hub.file)
            var admin = try await HubAPI.signIn(try hub.file, "admin")
            let inside = HookReceiver(.honest)
            let away = "http://127.0.0.1:\(inside.port)/inside"
            let receivers = (
                moody: HookReceiver(.moody), lying: HookReceiver(.lying), silent: HookReceiver(.silent),
                redirecting: HookReceiver(.redirecting(to: away))
            )
            let all = [receivers.moody, receivers.lying, receivers.silent, receivers.redirecting]
            let start = try await admin.get("events/?after=latest").text("next_after")
            for receiver in all {
                try await receiver.start()
                _ = try await subscribe(admin, receiver)
            }
            try await inside.start()
            for _ in 0..<Self.rounds {
                try await work(calendar)
                // Down in the middle of it.
                try await receivers.moody.stop()
                try await work(calendar)
                try await hub.kill()
                try await receivers.moody.start()
                try await hub.start()
                // The consultations of the last bookings may come after the restart.
                admin = try await HubAPI.signIn(try hub.file, "admin")
            }
            try await work(calendar)
            let bookings = Self.rounds * 2 * Self.bookingsPerRound + Self.bookingsPerRound
            var events = try await feed(admin, after: start)
            while events.count < 4 * bookings {
                await Task.yield()
                events = try await feed(admin, after: start)
            }
            #expect(Set(ids(events)).count == events.count)

            // The one that was down and moody has everything, and of each visit in the order of the journal.
            await wait(for: ids(events), at: receivers.moody)
            let kept = receivers.moody.distinct
            #expect(Set(kept.map(\.id)) == Set(ids(events)))
            let place = Dictionary(uniqueKeysWithValues: ids(events).enumerated().map { ($1, $0) })
            for (_, notices) in Dictionary(grouping: kept, by: \.subject) {
                let places = notices.compactMap { place[$0.id] }
                #expect(places == places.sorted())
            }
            let unsigned = kept.count { !$0.isSigned }
            #expect(unsigned == 0)
            for (_, notices) in Dictionary(grouping: kept.filter { $0.seq != nil }, by: \.subject) {
                let seqs = notices.compactMap(\.seq)
                #expect(seqs == seqs.sorted())
                #expect(notices.map(\.type) == ["consultation.created", "consultation.cancelled"])
            }

            // The one that lied has lost some, and gets them from the feed.
            while let last = ids(events).last, !receivers.lying.kept.map(\.id).contains(last),
                receivers.lying.requestCount < events.count
            {
                await Task.yield()
            }
            let lost = Set(ids(events)).subtracting(receivers.lying.kept.map(\.id))
            #expect(!lost.isEmpty)
            let again = Set(ids(try await feed(admin, after: start)))
            #expect(lost.isSubset(of: again))

            // Nobody was led inside, and who says nothing delayed nobody.
            #expect(inside.requestCount == 0)
            #expect(receivers.redirecting.kept.isEmpty)
            #expect(receivers.redirecting.requestCount > 0)
            #expect(receivers.silent.requestCount > 0)
            for receiver in all + [inside] { try await receiver.stop() }
            let repeats = receivers.moody.kept.count - kept.count
            print("webhook crashes: \(events.count) events, \(repeats) repeats, \(lost.count) lost by the liar")
            try await hub.kill()
            let verified = try await hub.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    /// Without the setting, nothing of this machine is reached.
    @Test func privateTargetsAreRefusedUnlessTheyAreAllowed() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder)
            try await hub.start()
            let admin = try await HubAPI.signIn(try hub.file, "admin")
            for url in ["http://127.0.0.1:1/", "https://127.0.0.1:1/", "https://[::1]/", "https://169.254.169.254/"] {
                let answer = try await admin.post("webhooks/", #"{"url": "\#(url)"}"#)
                #expect(answer.status == 400, "\(answer.text)")
            }
            // Only looking the name up shows where it leads.
            let added = try await admin.post("webhooks/", #"{"url": "https://localhost.localdomain/"}"#)
            if added.status == 201 {
                let tried = try await admin.post("webhooks/\(try added.text("id"))/test/")
                #expect(try tried.json["is_delivered"] as? Bool == false)
            }
            _ = try await hub.stop()
        }
    }

    @Test func whatWasRemovedLeavesNoSecretBehind() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder, Self.settings)
            try await hub.start()
            let admin = try await HubAPI.signIn(try hub.file, "admin")
            let receiver = HookReceiver(.honest)
            try await receiver.start()
            let id = try await subscribe(admin, receiver)
            let tried = try await admin.post("webhooks/\(id)/test/")
            #expect(tried.status == 200, "\(tried.text)")
            let removed = try await admin.send(.DELETE, "webhooks/\(id)/")
            #expect(removed.status == 204)
            try await receiver.stop()
            _ = try await hub.stop()
            let verified = try await hub.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }
}
