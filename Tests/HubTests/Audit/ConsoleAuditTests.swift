import Foundation
import NIOHTTP1
import Persistence
import Testing

@testable import Client
@testable import Hub

/// What leaves the installation without the hub is in its audit, whether a hub runs or not.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ConsoleAuditTests {
    private static func rows(_ file: DevelopmentFile) async throws -> [[String: Any]] {
        let admin = try await HubAPI.signIn(file, "admin")
        let results = try await admin.get("audit/?page_size=100").results
        return results.filter { $0["door"] as? String == "console" }.reversed()
    }

    private static func operations(_ rows: [[String: Any]]) -> [String] {
        rows.compactMap { $0["operation"] as? String }
    }

    @Test func copiesAreRecordedWithAndWithoutAHub() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder + "/hub")
            try await hub.start()
            let doctor = try await HubAPI.signIn(try hub.file, "doctor")
            let id = try #require(try await doctor.get("consultations/").results.first?["id"] as? String)
            #expect(try await hub.run("export", id, folder + "/one.laso").status == 0)
            #expect(try await hub.run("backup", folder + "/one").status == 0)
            // Nothing of a consultation that is not there, and nothing over a file that is; that it was tried stays.
            #expect(try await hub.run("export", UUID().uuidString.lowercased(), folder + "/two.laso").status != 0)
            let rows = try await Self.rows(try hub.file)
            let added = Self.operations(rows).filter { !$0.hasPrefix("console_user") }
            #expect(added == ["console_export", "console_backup", "console_export"])
            let export = try #require(rows.first { $0["operation"] as? String == "console_export" })
            #expect(export["subjects"] as? [[String: String]] == [["kind": "consultation", "id": id]])
            #expect(export["person_id"] is NSNull && export["outcome"] as? String == "allowed")
            _ = try await hub.stop()

            #expect(try await hub.run("export", id, folder + "/three.laso").status == 0)
            #expect(try await hub.run("backup", folder + "/two", "--keys", folder + "/keys").status == 0)
            try await hub.start()
            let all = Self.operations(try await Self.rows(try hub.file)).filter { !$0.hasPrefix("console_user") }
            #expect(all.suffix(2) == ["console_export", "console_backup_with_keys"])
            _ = try await hub.stop()
            #expect(try await hub.run("verify").status == 0)
        }
    }

    /// Where it can't be recorded a backup is made all the same: it may be all that is left.
    @Test func aBackupDoesNotNeedItsRowButAnExportDoes() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder + "/hub")
            try await hub.start()
            let doctor = try await HubAPI.signIn(try hub.file, "doctor")
            let id = try #require(try await doctor.get("consultations/").results.first?["id"] as? String)
            _ = try await hub.stop()
            // As if another process had the folder, but did not answer.
            let lock = try DataLock(path: StorePaths(folder: folder + "/hub").lock)
            let backup = try await hub.run("backup", folder + "/one")
            #expect(backup.status == 0)
            #expect(backup.output.contains("This backup is not in the audit."))
            let export = try await hub.run("export", id, folder + "/one.laso")
            #expect(export.status == 69)
            #expect(!FileManager.default.fileExists(atPath: folder + "/one.laso"))
            withExtendedLifetime(lock) {}
        }
    }

    /// A disk that was remounted read-only, or that lost a page, is what backups are made of.
    @Test func aBackupIsMadeOfFilesThatNobodyCanWriteIn() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubProcess(folder: folder + "/hub")
            try await hub.start()
            _ = try await hub.stop()
            // Who is root may write in a file of mode 0400, but nobody in a folder.
            let lock = StorePaths(folder: folder + "/hub").lock
            try FileManager.default.removeItem(atPath: lock)
            try FileManager.default.createDirectory(atPath: lock, withIntermediateDirectories: false)
            let backup = try await hub.run("backup", folder + "/one")
            #expect(backup.status == 0)
            #expect(backup.output.contains("This backup is not in the audit."))
            #expect(FileManager.default.fileExists(atPath: StorePaths(folder: folder + "/one").journal))
        }
    }

    @Test(arguments: [StoreError.Kind.inUse, .full, .inputOutput, .damaged, .misplaced, .unsuited])
    func whateverIsWrongWithTheDiskStopsNoBackup(kind: StoreError.Kind) {
        #expect(!BackupCommand.stops(StoreError(kind, "broken")))
    }

    @Test func withoutItsSecretOrWithAnOldProgramThereIsNoBackup() {
        #expect(BackupCommand.stops(StoreError(.masterKey, "wrong")))
        #expect(BackupCommand.stops(StoreError(.newerSchema, "later")))
        #expect(BackupCommand.stops(CommandFailure(.configuration, "wrong")))
        #expect(!BackupCommand.stops(CommandFailure(.refused, "busy")))
    }
}
