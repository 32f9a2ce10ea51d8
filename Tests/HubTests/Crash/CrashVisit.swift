import Client
import Foundation
import SwiftProtobuf
import Synchronization
import Testing
import Wire

@testable import Hub

/// One consultation whose doctor and patient both say something all the time, over connections that come back.
struct CrashVisit {
    /// Messages of one person that wait for their answer at a time.
    private static let sendersPerPerson = 4

    let record: CrashRecord
    private let visit: RoomVisit

    static func begin(
        _ file: DevelopmentFile,
        _ onAcknowledged: @escaping @Sendable () -> Void
    ) async throws -> CrashVisit {
        var policy = ReconnectPolicy()
        policy.attemptsMax = 200
        policy.shortest = .milliseconds(20)
        policy.longest = .milliseconds(200)
        let visit = try await RoomVisit.begin(file, reconnecting: policy)
        return CrashVisit(record: CrashRecord(onAcknowledged), visit: visit)
    }

    /// Talks until `isOver`, and returns when the last word is answered and both have read everything.
    func talk(until isOver: @escaping @Sendable () -> Bool) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, client) in [("doctor", visit.doctor), ("patient", visit.patient)] {
                group.addTask { for await update in client.updates { await record.see(update) } }
                for sender in 0..<Self.sendersPerPerson {
                    group.addTask { try await send(as: "\(name) \(sender)", client, until: isOver) }
                }
            }
            // The senders end first; closing the clients then ends the two readers.
            for _ in 0..<(2 * Self.sendersPerPerson) { try await group.next() }
            await visit.doctor.close()
            await visit.patient.close()
            try await group.waitForAll()
        }
    }

    private func send(as name: String, _ client: ConsultationClient, until isOver: @Sendable () -> Bool) async throws {
        var number = 0
        while !isOver() {
            number += 1
            let text = "\(name): \(number)"
            let seq = try await client.perform(.postChat(.with { $0.text = text }))
            await record.acknowledge(text, at: seq)
        }
    }

    /// Compares what people were told with what is stored.
    func check() async throws {
        let stored = try await visit.rest.messages(visit.id).map {
            CrashRecord.Placed(text: $0.text ?? "", seq: $0.seq)
        }
        let all = Set(stored)
        #expect(stored.count == all.count)
        #expect(Set(stored.map(\.text)).count == stored.count, "nothing is doubled")
        #expect(stored.map(\.seq) == stored.map(\.seq).sorted())
        let (acknowledged, shown) = (await record.acknowledged, await record.shown)
        #expect(acknowledged.subtracting(all).isEmpty, "nothing that was acknowledged is missing")
        #expect(shown.subtracting(all).isEmpty, "nothing was shown that is not there")
        #expect(await record.faults.isEmpty, "no gap and no double")
        // Each sender numbers what it says, and says nothing before the last was answered.
        for sender in Dictionary(grouping: stored, by: { $0.text.prefix { $0 != ":" } }).values {
            #expect(
                sender.enumerated().allSatisfy { $1.text.hasSuffix(": \($0 + 1)") },
                "in the order in which it was said"
            )
        }
    }
}
