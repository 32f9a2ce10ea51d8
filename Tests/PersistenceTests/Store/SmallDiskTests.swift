import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

/// A real file system that is full.
///
/// Only root may mount one; elsewhere `StoreTests` has SQLite's own bound.
@Suite struct SmallDiskTests {
    @Test(.enabled(if: getuid() == 0 && isMountable))
    func aFullFileSystemRefusesAndRecovers() async throws {
        try await StoreBench.run { bench in
            try Self.run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", bench.folder)
            defer { try? Self.run("umount", bench.folder) }
            // Room that can be given back.
            let ballast = bench.folder + "/ballast"
            try Data(repeating: 0, count: 400_000).write(to: URL(filePath: ballast))
            var examples = JournalExamples(seed: 51)
            var accepted: [StoredVisit] = []
            try await bench.withStore { store in
                var refusals = 0
                while refusals < 3 {
                    let visit = StoredVisit(&examples)
                    switch await store.append(visit.entries()) {
                    case .accepted: accepted.append(visit)
                    case .refused(.unavailable): refusals += 1
                    case .refused, .unknown: Issue.record("a full disk refuses")
                    }
                }
                try FileManager.default.removeItem(atPath: ballast)
                let visit = StoredVisit(&examples)
                #expect(await store.append(visit.entries()) == .accepted(position: UInt64(accepted.count) * 5 + 1))
                accepted.append(visit)
            }
            #expect(accepted.count > 5)
            try await bench.withStore { store in
                for visit in accepted {
                    let tail = try await store.load(visit.entity).tail
                    #expect(tail == visit.entries())
                }
            }
            #expect(try bench.findings() == [])
        }
    }

    private static let isMountable: Bool = {
        let folder = FileManager.default.temporaryDirectory.path + "/laso-mount-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            try run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder)
            try run("umount", folder)
            return true
        } catch {
            return false
        }
    }()

    private static func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw StoreError(.misplaced, "\(arguments) failed") }
    }
}
