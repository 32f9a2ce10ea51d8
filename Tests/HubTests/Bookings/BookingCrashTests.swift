import Foundation
import TestKit
import Testing

@testable import Client
@testable import Hub

/// `kill -9` of the real process while people book, move, cancel and import, again and again.
@Suite(.serialized, .timeLimit(.minutes(20))) struct BookingCrashTests {
    private static let rounds = ProcessInfo.processInfo.environment["LASO_CRASH_ROUNDS"].flatMap { Int($0) } ?? 4
    private static let seed =
        ProcessInfo.processInfo.environment["LASO_CRASH_SEED"].flatMap { UInt64($0) }
        ?? .random(in: 0...UInt64(UInt32.max))
    private static let people = 6
    /// All of them want slots out of the same few.
    private static let slotCount = 500

    @Test func nothingThatWasConfirmedIsMissingAndNoSlotIsSoldTwice() async throws {
        print("booking crashes: LASO_CRASH_SEED=\(Self.seed) LASO_CRASH_ROUNDS=\(Self.rounds)")
        var random = SplitMix64(seed: Self.seed)
        try await withTemporaryFolder { folder in
            let lifted = "1000000/1000000"
            let hub = HubProcess(
                folder: folder,
                [
                    "LASO_LIMIT_ADDRESS_REQUEST_RATE": lifted, "LASO_LIMIT_ADDRESS_SIGN_IN_RATE": lifted,
                    "LASO_LIMIT_PERSON_REQUEST_RATE": lifted,
                ]
            )
            try await hub.start()
            let calendar = try await HubCalendar.begin(try hub.file)
            let slots = try await calendar.slots(Self.slotCount)
            let (answers, answered) = AsyncStream.makeStream(of: Void.self)
            let record = BookingRecordBook { answered.yield() }
            let isOver = Flag()
            async let busy: Void = withThrowingTaskGroup(of: Void.self) { group in
                for person in 0..<Self.people {
                    let seed = Self.seed &+ UInt64(person)
                    group.addTask {
                        try await book(as: person, calendar, slots, record, seed: seed) { isOver.isSet }
                    }
                }
                try await group.waitForAll()
            }
            var confirmations = answers.makeAsyncIterator()
            for _ in 0..<Self.rounds {
                for _ in 0..<(10 + random.next() % 60) { await confirmations.next() }
                try await hub.kill()
                try await hub.start()
            }
            for _ in 0..<10 { await confirmations.next() }
            isOver.set()
            try await busy
            try await check(calendar, record)
            try await hub.kill()
            let verified = try await hub.run("verify")
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    /// Books slots by chance, each request with a key, and repeats it until there is an answer.
    private func book(
        as person: Int,
        _ calendar: HubCalendar,
        _ slots: [String],
        _ record: BookingRecordBook,
        seed: UInt64,
        until isOver: () -> Bool
    ) async throws {
        var random = SplitMix64(seed: seed)
        var number = 0
        while !isOver() {
            number += 1
            let slot = slots[Int(random.next() % UInt64(slots.count))]
            let key = "\(person)-\(number)"
            let answer: HubAPI.Answer
            if random.next() % 4 == 0 {
                let message = calendar.message(version: 1, slot, id: key)
                answer = try await insist { try await calendar.staff.post("bookings/import/", message, key: key) }
                guard answer.status == 201 || answer.status == 200 else { continue }
                let booking = try #require(try answer.json["booking"] as? [String: Any])
                await record.confirm(try #require(booking["id"] as? String), slot)
                continue
            }
            answer = try await insist { try await calendar.staff.post("bookings/", calendar.request(slot), key: key) }
            guard answer.status == 201 else {
                #expect(answer.status == 409, "\(answer.text)")
                continue
            }
            let id = try answer.text("id")
            if random.next() % 3 == 0 {
                _ = try await insist { try await calendar.staff.post("bookings/\(id)/cancel/") }
                await record.cancel(id)
            } else {
                await record.confirm(id, slot)
            }
        }
    }

    /// Until the hub is there and has said what became of it.
    private func insist(_ body: () async throws -> HubAPI.Answer) async throws -> HubAPI.Answer {
        while true {
            do {
                let answer = try await body()
                if answer.status != 503, answer.status != 429 { return answer }
            } catch is RESTError {
                // The hub is away.
            }
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    private func check(_ calendar: HubCalendar, _ record: BookingRecordBook) async throws {
        let stored = try await all(calendar, "bookings/?page_size=100")
        let byID = Dictionary(stored.compactMap { item in (item["id"] as? String).map { ($0, item) } }) { first, _ in
            first
        }
        #expect(byID.count == stored.count, "no booking is there twice")
        let (confirmed, cancelled) = (await record.confirmed, await record.cancelled)
        for (id, slot) in confirmed {
            #expect(byID[id]?["status"] as? String == "booked", "a confirmed booking is missing")
            #expect(byID[id]?["start"] as? String == slot)
        }
        for id in cancelled { #expect(byID[id]?["status"] as? String == "cancelled") }
        // Imports may overbook; what was sold here may not.
        let sold = stored.filter { $0["status"] as? String == "booked" && $0["source"] is NSNull }.compactMap {
            $0["start"] as? String
        }
        #expect(Set(sold).count == sold.count, "no slot is sold twice")
        let visits = try await all(calendar, "consultations/?page_size=100").compactMap { $0["id"] as? String }
        #expect(Set(visits).count == visits.count)
        let booked = stored.filter { $0["status"] as? String == "booked" }.compactMap {
            $0["consultation_id"] as? String
        }
        #expect(Set(booked).subtracting(visits).isEmpty, "every virtual booking has its consultation")
        print("booking crashes: \(confirmed.count) confirmed, \(cancelled.count) cancelled, \(stored.count) stored")
    }

    private func all(_ calendar: HubCalendar, _ path: String) async throws -> [[String: Any]] {
        var items: [[String: Any]] = []
        var page = 1
        while true {
            let answer = try await calendar.staff.get("\(path)&page=\(page)")
            items += try answer.results
            guard try answer.json["next"] is String else { return items }
            page += 1
        }
    }
}

/// What people were told about their bookings, in whichever life of the hub.
actor BookingRecordBook {
    private(set) var confirmed: [String: String] = [:]
    private(set) var cancelled: Set<String> = []
    private let onAnswer: @Sendable () -> Void

    init(_ onAnswer: @escaping @Sendable () -> Void) {
        self.onAnswer = onAnswer
    }

    func confirm(_ id: String, _ slot: String) {
        confirmed[id] = slot
        onAnswer()
    }

    func cancel(_ id: String) {
        cancelled.insert(id)
        onAnswer()
    }
}
