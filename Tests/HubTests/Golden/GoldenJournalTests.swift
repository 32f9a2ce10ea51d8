import Actors
import Core
import Foundation
import Persistence
import TestKit
import Testing

@testable import Hub

/// Every journal that a version of the hub ever wrote has to be read by all later ones, and to say the same.
///
/// The recorded journals stand in `Tests/golden`, each in a folder of its own, and are never changed. A version that stores
/// anything in a new way adds one: `LASO_RECORD_GOLDEN=journal-2 swift test --filter GoldenJournalTests`.
@Suite struct GoldenJournalTests {
    private static var root: URL { PythonVisit.root.appending(path: "Tests/golden") }

    static var recorded: [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: root.path)
        return (names ?? []).filter { $0.hasPrefix("journal-") }.sorted()
    }

    @Test func theFirstOneIsThere() {
        #expect(Self.recorded.contains("journal-1"))
    }

    @Test(arguments: recorded)
    func aRecordedJournalSaysWhatItAlwaysSaid(name: String) async throws {
        try await withTemporaryFolder { folder in
            let paths = try copy(name, to: folder)
            let master = try #require(MasterKey.test)
            // An earlier version's tables are brought up to date by a start, and judged then.
            try await Store.open(paths, master: master, at: GoldenScript.time).close()
            let report = try StoreVerifier.verify(paths, master: master, replay: Replay.check)
            #expect(report.findings == [])
            #expect(report.snapshots >= 1)
            #expect(report.erasures >= 1)
            let store = try Store.open(paths, master: master, at: GoldenScript.time)
            let words = try await Self.words(of: store)
            await store.close()
            let recorded = try String(contentsOf: Self.root.appending(path: "\(name)/words.jsonl"), encoding: .utf8)
            #expect(words == recorded)
            // What this version added to it on opening is right as well.
            #expect(try StoreVerifier.verify(paths, master: master, replay: Replay.check).findings == [])
        }
    }

    @Test(arguments: recorded)
    func aHubRunsOnARecordedJournal(name: String) async throws {
        try await withTemporaryFolder { folder in
            _ = try copy(name, to: folder)
            var configuration = HubConfiguration()
            configuration.port = 0
            configuration.dataDirectory = folder
            configuration.masterKey = .test
            let hub = try await RunningHub.start(configuration)
            let script = GoldenScript()
            guard case .view(let view) = await hub.parts.registry.ask(script.going, .view(script.doctor)) else {
                Issue.record("the recorded consultation can't be seen")
                return
            }
            #expect(view.booking.title == .present("Follow-up visit"))
            #expect(view.chat.map(\.text) == [.present("Good morning"), .present("Hello, only you can read this")])
            try await hub.stop()
        }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["LASO_RECORD_GOLDEN"] != nil))
    func record() async throws {
        let name = try #require(ProcessInfo.processInfo.environment["LASO_RECORD_GOLDEN"])
        let folder = Self.root.appending(path: name).path
        try #require(!FileManager.default.fileExists(atPath: folder), "a recorded journal is never changed")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try Store.open(
            StorePaths(folder: folder),
            master: try #require(MasterKey.test),
            at: GoldenScript.time
        )
        let script = GoldenScript()
        for (index, user) in script.users.enumerated() {
            let entry = JournalEntry(
                entity: .directory,
                seq: UInt64(index) + 1,
                epoch: 1,
                time: GoldenScript.time,
                origin: .hub,
                command: nil,
                audience: Audience(),
                content: user.stored(),
                key: user.key
            )
            await store.append([entry], wakeAt: nil)
        }
        for (id, isOver) in [(script.over, true), (script.going, false)] {
            let (entries, machine) = script.entries(of: id, isOver: isOver)
            await store.append(entries, wakeAt: isOver ? nil : GoldenScript.time + .seconds(60))
            store.journal.save(machine.snapshot(), of: EntityID(id))
        }
        let (entries, calendar) = script.calendar()
        await store.append(entries, wakeAt: nil)
        store.journal.save(calendar.snapshot(), of: calendar.entity)
        let (ofAccount, account) = try script.account()
        await store.append(ofAccount, wakeAt: nil)
        store.journal.save(account.snapshot(), of: EntityID(account: script.doctor))
        _ = try await store.erase(script.over, at: GoldenScript.time)
        _ = try await store.checkpoint(at: GoldenScript.time)
        let words = try await Self.words(of: store)
        await store.close()
        try words.write(toFile: folder + "/words.jsonl", atomically: true, encoding: .utf8)
        for file in ["/hub.lock", "/hub.sqlite-wal", "/hub.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: folder + file)
        }
    }

    // MARK: Helpers

    private func copy(_ name: String, to folder: String) throws -> StorePaths {
        for file in try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: name).path) {
            try FileManager.default.copyItem(
                atPath: Self.root.appending(path: "\(name)/\(file)").path,
                toPath: folder + "/" + file
            )
        }
        return StorePaths(folder: folder)
    }

    /// Every entry of the consultations in words, one line each, and how lists show them.
    private static func words(of store: Store) async throws -> String {
        var lines: [String] = []
        for item in try await store.journal.page(CatalogQuery(person: nil)).items {
            let seats = item.seats.map { "\($0.role.name) \($0.name.value ?? "-")" }
            lines.append("{\"list\":\"\(item.id) \(item.status) \(item.booking.title.value ?? "-") \(seats)\"}")
            let entries = try await store.journal.entries(of: EntityID(item.id), after: 0, limit: .max)
            lines += try entries.map(Replay.words)
        }
        for entry in try await store.journal.entries(of: .directory, after: 0, limit: .max) {
            lines.append(words(try DirectoryEvent(entry.content)))
        }
        let account = EntityID(account: GoldenScript().doctor)
        for entry in try await store.journal.entries(of: account, after: 0, limit: .max) {
            lines.append("{\"account\":\"\(try AccountEvent(entry.content))\"}")
        }
        for item in try await store.journal.bookings(BookingQuery()).items {
            let (booking, text) = (item.booking, item.text.value)
            let words = "\(booking.id) \(booking.status) \(booking.plan.start.rfc3339) \(booking.version ?? 0)"
            lines.append("{\"booking\":\"\(words) \(text?.title ?? "-") \(text?.reason ?? "-")\"}")
        }
        for doctor in try await store.journal.doctors(limit: .max) {
            lines.append("{\"doctor\":\"\(doctor.doctor) \(doctor.zone) \(doctor.specialties)\"}")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func words(_ event: DirectoryEvent) -> String {
        switch event {
        case .userAdded(let user):
            "{\"user\":\"\(user.email.value?.text ?? "-") \(user.role.name) \(user.name.value ?? "-")\"}"
        case .identityChanged(let id, let identity):
            "{\"identity\":\"\(id) \(identity.value?.name ?? "-") \(identity.value?.timeZone ?? "-")\"}"
        case .roleChanged(let id, let role): "{\"role\":\"\(id) \(role.name)\"}"
        case .disabled(let id): "{\"disabled\":\"\(id)\"}"
        case .enabled(let id): "{\"enabled\":\"\(id)\"}"
        case .erased(let id): "{\"erased\":\"\(id)\"}"
        }
    }
}

extension Store {
    /// Appends, and waits until that is durable.
    fileprivate func append(_ entries: [JournalEntry], wakeAt: Timestamp?) async {
        let outcome = await journal.append(JournalBatch(entries: entries, wakeAt: wakeAt))
        guard case .accepted = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}
