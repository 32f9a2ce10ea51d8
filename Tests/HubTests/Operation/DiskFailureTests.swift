import CPowerCut
import Client
import Foundation
import SwiftProtobuf
import Testing
import Wire

@testable import Hub

/// A hub whose disk fails while people talk.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DiskFailureTests {
    @Test func aFailedSyncEndsTheHubAndTheNextStartGoesOn() async throws {
        #expect(power_cut_install() == 0)
        try await withTemporaryFolder { folder in
            let machine = power_cut_arm(folder)
            try #require(machine >= 0)
            defer { power_cut_disarm(machine) }
            let first = try await HubLife.begin(folder, port: 0)
            let visit = try await RoomVisit.begin(on: first)
            try await visit.patient.perform(.postChat(.with { $0.text = "told" }))
            power_fail(machine, POWER_FAIL_SYNC, POWER_WAL, 0, 1)
            let lost = Task { try await visit.patient.perform(.postChat(.with { $0.text = "not told" })) }
            let failure = await #expect(throws: CommandFailure.self) { try await first.hub.untilStopped() }
            #expect(failure?.kind == .inputOutput)
            await visit.patient.close()
            await visit.doctor.close()
            await #expect(throws: (any Error).self) { try await lost.value }

            // The process ends and the power goes; the disk then runs in another machine.
            power_cut(machine, 3, 0)
            try await withTemporaryFolder { other in
                for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.contains("sqlite") {
                    try FileManager.default.copyItem(atPath: "\(folder)/\(file)", toPath: "\(other)/\(file)")
                }
                try FileManager.default.copyItem(atPath: folder + "/demo.json", toPath: other + "/demo.json")
                let second = try await HubLife.begin(other, port: 0)
                let texts = try await RoomVisit.signIn(second.file, "doctor").messages(visit.id).map(\.text)
                #expect(texts == ["told"])
                try await second.end()
            }
        }
    }
}
