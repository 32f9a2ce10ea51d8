import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Persistence

/// A folder with an installation's files, for one test.
struct StoreBench: Sendable {
    static let time = Timestamp(milliseconds: 1_800_000_000_000)

    let folder: String

    var paths: StorePaths { StorePaths(folder: folder) }

    var master: MasterKey {
        get throws { try #require(MasterKey(secret: "a secret for tests, known to everybody")) }
    }

    /// Runs `body` with a new folder, and removes it afterwards.
    static func run<Value>(_ body: (StoreBench) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.path + "/laso-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(StoreBench(folder: folder))
    }

    func open(pagesMax: Int? = nil, _ mails: MailRules = MailRules(reminderMinutes: [180, 60])) throws -> Store {
        try Store.open(paths, master: master, at: Self.time, pagesMax: pagesMax, mails: mails)
    }

    /// Opens the files, and closes them after `body`, however that ends.
    @discardableResult
    func withStore<Value>(
        pagesMax: Int? = nil,
        mails: MailRules = MailRules(reminderMinutes: [180, 60]),
        _ body: (Store) async throws -> Value
    ) async throws -> Value {
        let store = try open(pagesMax: pagesMax, mails)
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    /// Runs SQL on one of the files, as somebody with an editor would.
    func change(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            try db.execute(sql: sql)
        }
        try queue.close()
    }

    func verify(_ paths: StorePaths? = nil, keys: String? = nil) throws -> StoreReport {
        try StoreVerifier.verify(
            paths ?? self.paths,
            keys: keys ?? self.paths.keys,
            master: master,
            replay: Self.replay
        )
    }

    /// What is found, also when it is found by failing.
    func findings() throws -> [String] {
        do {
            return try verify().findings
        } catch let error as StoreError {
            return [error.description]
        }
    }

    /// Snapshots in these tests are the text of their `seq`.
    static let replay: ReplayCheck = { entity, entries, snapshot in
        do {
            for entry in entries where entity.kind == .consultation { _ = try ConsultationEvent(entry.content) }
        } catch {
            return "\(error)"
        }
        guard let snapshot, snapshot != StoreBench.snapshot(snapshot.seq) else { return nil }
        return "the snapshot is not what the entries give"
    }

    static func snapshot(_ seq: UInt64) -> StoredEntity.Snapshot {
        StoredEntity.Snapshot(seq: seq, bytes: Array("state at \(seq)".utf8))
    }
}

extension Store {
    func append(_ entries: [JournalEntry], wakeAt: Timestamp? = nil) async -> AppendOutcome {
        await journal.append(JournalBatch(entries: entries, wakeAt: wakeAt))
    }

    func load(_ entity: EntityID, _ extent: LoadExtent = .wholeHistory) async throws -> StoredEntity {
        try await journal.load(entity, extent)
    }
}

/// A consultation with all kinds of columns filled, for tests of what is stored.
struct StoredVisit {
    let entity: EntityID
    let doctor: PersonID
    let patient: PersonID

    init(_ examples: inout JournalExamples) {
        entity = examples.entity()
        doctor = examples.person()
        patient = examples.person()
    }

    var id: ConsultationID { ConsultationID(uuid: entity.uuid) }

    /// `isOver` adds its end.
    func entries(epoch: UInt32 = 1, isOver: Bool = false) -> [JournalEntry] {
        let (first, second) = (SeatNumber(index: 0), SeatNumber(index: 1))
        var events: [ConsultationEvent] = [
            .created(
                ConsultationEvent.Booking(
                    title: .present("Follow-up"),
                    start: StoreBench.time,
                    minutes: 20,
                    provider: .direct
                )
            ),
            .seatAdded(first, doctor, .doctor, name: .present("Dr. Ada Marlow")),
            .seatAdded(second, patient, .patient, name: .present("Piet Lindgren")),
            .chatPosted(from: first, to: nil, text: .present("Good morning")),
            .chatPosted(from: second, to: first, text: .present("Hello")),
        ]
        if isOver { events.append(.statusChanged(.ended, .requested, by: first)) }
        return events.enumerated().map { index, event in
            JournalEntry(
                entity: entity,
                seq: UInt64(index) + 1,
                epoch: epoch,
                time: StoreBench.time + .milliseconds(index),
                origin: index < 3 ? .hub : .person(index == 3 ? doctor : patient),
                command: index < 3 ? nil : Self.command(index),
                audience: Audience(first, second),
                content: event.stored()
            )
        }
    }

    private static func command(_ index: Int) -> CommandStamp {
        let id = CommandID(instance: ClientInstance(number: 7), counter: UInt64(index))
        return CommandStamp(id: id, fingerprint: 99)
    }
}
