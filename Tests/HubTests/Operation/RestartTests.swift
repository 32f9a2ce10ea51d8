import Client
import Core
import Foundation
import Persistence
import SwiftProtobuf
import Testing
import Wire

@testable import Hub

/// What people see of a hub that starts again, from a restored backup too.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RestartTests {
    @Test func whoComesBackAfterARestartGetsWhatTheyMissed() async throws {
        try await withTemporaryFolder { folder in
            let first = try await HubLife.begin(folder, port: LastingPort.next())
            let visit = try await RoomVisit.begin(on: first)
            try await visit.patient.perform(.postChat(.with { $0.text = "one" }))
            try await visit.see("one")
            try await visit.patient.disconnect()
            try await visit.doctor.perform(.postChat(.with { $0.text = "two" }))
            await visit.doctor.close()
            try await first.end()

            let second = try await HubLife.begin(folder, port: first.port)
            let welcome = try await visit.patientReturns()
            #expect(welcome.recovery == .replay)
            try await visit.see("two")
            #expect(await visit.patient.tally.gaps == 0)
            #expect(await visit.patient.tally.doubles == 0)
            await visit.patient.close()
            try await second.end()
        }
    }

    @Test func anOldResumePointGetsASnapshotAfterARestore() async throws {
        try await withTemporaryFolder { folder in
            let first = try await HubLife.begin(folder, port: LastingPort.next())
            let visit = try await RoomVisit.begin(on: first)
            try await visit.patient.perform(.postChat(.with { $0.text = "kept" }))
            try await visit.see("kept")
            let paths = StorePaths(folder: folder)
            let master = try #require(MasterKey.test)
            _ = try Backup.make(paths, to: folder + "/backup", keysTo: nil, master: master, at: SystemClocks().now())
            try await visit.patient.perform(.postChat(.with { $0.text = "after the backup" }))
            try await visit.see("after the backup")
            try await visit.patient.disconnect()
            await visit.doctor.close()
            try await first.end()
            _ = try Restore.perform(
                StorePaths(folder: folder + "/backup"),
                keys: nil,
                into: paths,
                master: master,
                at: SystemClocks().now(),
                replay: Replay.check
            )

            let second = try await HubLife.begin(folder, port: first.port)
            let welcome = try await visit.patientReturns()
            #expect(welcome.recovery == .snapshot)
            #expect(welcome.snapshot.chat.map(\.text) == ["kept"])
            await visit.patient.close()
            try await second.end()
            #expect(try StoreVerifier.verify(paths, master: master, replay: Replay.check).findings == [])
        }
    }

    @Test func whoDoesNotComeBackAfterARestartLeavesWhenTheGraceIsOver() async throws {
        try await withTemporaryFolder { folder in
            let first = try await HubLife.begin(folder, port: LastingPort.next())
            let visit = try await RoomVisit.begin(on: first)
            let doctor = await visit.doctor.seat
            try await visit.patient.disconnect()
            try await visit.doctor.disconnect()
            try await first.end()

            let second = try await HubLife.begin(folder, port: first.port, grace: .seconds(1))
            _ = try await visit.patientReturns()
            try await visit.see { update in
                guard case .event(let event, _) = update, case .left(let left) = event.body else { return false }
                return left.seat == doctor && left.reason == .connectionLost
            }
            await visit.patient.close()
            try await second.end()
        }
    }

    @Test func whatIsErasedWhileTheHubRunsIsGoneAtOnce() async throws {
        try await withTemporaryFolder { folder in
            let life = try await HubLife.begin(folder, port: LastingPort.next())
            let visit = try await RoomVisit.begin(on: life)
            try await visit.patient.perform(.postChat(.with { $0.text = "a secret of mine" }))
            let request = AdministrationRequest.erase(.init(consultation: visit.id))
            let early = await #expect(throws: CommandFailure.self) {
                try await Administration.perform(request, life.configuration)
            }
            #expect(early?.kind == .refused)
            try await visit.doctor.perform(.start(ProtoStart()))
            try await visit.doctor.perform(.end(ProtoEnd()))
            await visit.patient.close()
            await visit.doctor.close()
            #expect(try await visit.rest.messages(visit.id).map(\.text) == ["a secret of mine"])

            _ = try await Administration.perform(request, life.configuration)
            #expect(try await visit.rest.messages(visit.id).map(\.text) == [nil])
            #expect(try await visit.rest.consultation(visit.id).title == nil)
            #expect(try await visit.rest.consultations().results.first { $0.id == visit.id }?.title == nil)
            try await life.end()
            let report = try StoreVerifier.verify(
                StorePaths(folder: folder),
                master: try #require(MasterKey.test),
                replay: Replay.check
            )
            #expect(report.findings == [])
            #expect(report.erasures == 1)
        }
    }
}
