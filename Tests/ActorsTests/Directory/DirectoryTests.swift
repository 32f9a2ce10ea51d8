import Actors
import Core
import Foundation
import Persistence
import TestKit
import Testing

struct DirectoryTests {
    private func directory(_ journal: MemoryJournal) -> Directory {
        Directory(loop: ThreadLoop(), journal: journal, people: journal, clocks: TestClocks())
    }

    private func ada(_ directory: Directory) async throws -> User {
        let identity = Identity(email: try address("ada@clinic.example"), name: "Ada Marsh", language: "de")
        return try await directory.add(NewPerson(identity, role: .staff, passwordHash: nil))
    }

    @Test func whatIsKnownOfAPersonComesBackFromTheJournal() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let directory = directory(journal)
        let id = try await ada(directory).id
        var change = Directory.Change()
        change.name = "Ada Marsh-Lund"
        change.timeZone = .some("Europe/Berlin")
        change.role = .admin
        change.isDisabled = true
        let changed = try await directory.change(id, change, by: .hub)
        #expect(changed.name == .present("Ada Marsh-Lund"))
        #expect(changed.language == "de")
        #expect(changed.timeZone == "Europe/Berlin")
        #expect(changed.role == .admin)
        #expect(changed.isDisabled)
        #expect(try await self.directory(journal).user(id) == changed)
        #expect(try await self.directory(journal).user(try address("ada@clinic.example")) == changed)
    }

    @Test func aChangeThatChangesNothingWritesNothing() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let directory = directory(journal)
        let user = try await ada(directory)
        let count = try await journal.entries(of: .directory, after: 0, limit: 100).count
        var change = Directory.Change()
        change.role = .staff
        change.isDisabled = false
        change.name = "Ada Marsh"
        #expect(try await directory.change(user.id, change, by: .hub) == user)
        #expect(try await journal.entries(of: .directory, after: 0, limit: 100).count == count)
    }

    @Test func somebodyWhoIsNotThereCannotBeChanged() async throws {
        let directory = directory(MemoryJournal(historyID: HistoryID(uuid: UUID())))
        await #expect(throws: Refusal.notFound) {
            try await directory.change(PersonID(uuid: UUID()), Directory.Change(), by: .hub)
        }
    }

    @Test func whoIsToldOfChangesHearsOfThemOnceTheyAreDurable() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let (changes, told) = AsyncStream.makeStream(of: DirectoryEvent.self)
        let directory = Directory(loop: ThreadLoop(), journal: journal, people: journal, clocks: TestClocks()) {
            told.yield($1)
        }
        let id = try await ada(directory).id
        var change = Directory.Change()
        change.isDisabled = true
        _ = try await directory.change(id, change, by: .hub)
        told.finish()
        var heard: [DirectoryEvent] = []
        for await event in changes { heard.append(event) }
        #expect(heard.count == 3)
        #expect(heard.last == .disabled(id))
    }

    @Test func theSameIdAgainIsTheSamePersonOrNobody() async throws {
        let directory = directory(MemoryJournal(historyID: HistoryID(uuid: UUID())))
        let id = PersonID(uuid: UUID())
        let identity = Identity(email: try address("ada@clinic.example"), name: "Ada Marsh")
        let person = NewPerson(id: id, identity, role: .patient, passwordHash: "h")
        let first = try await directory.add(person)
        #expect(try await directory.add(person) == first)
        var other = person
        other.role = .doctor
        await #expect(throws: Refusal.alreadyExists) { try await directory.add(other) }
    }

    private func address(_ text: String) throws -> EmailAddress { try #require(EmailAddress(text)) }

    @Test func personIsFoundByAddressAndID() async throws {
        let directory = directory(MemoryJournal(historyID: HistoryID(uuid: UUID())))
        let email = try address("ada@clinic.example")
        let id = try await directory.add(email, role: .doctor, name: "Ada Marsh", passwordHash: "hash")
        #expect(try await directory.user(email)?.id == id)
        #expect(try await directory.user(id)?.role == .doctor)
    }

    @Test func addressIsTakenOnce() async throws {
        let directory = directory(MemoryJournal(historyID: HistoryID(uuid: UUID())))
        let email = try address("ada@clinic.example")
        let results = await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    (try? await directory.add(email, role: .doctor, name: "Ada Marsh", passwordHash: "h")) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(results == 1)
    }

    @Test func comesBackFromTheJournal() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
        let email = try address("ada@clinic.example")
        let id = try await directory(journal).add(email, role: .staff, name: "Ada Marsh", passwordHash: "h")
        #expect(try await directory(journal).user(email)?.id == id)
    }

    @Test(arguments: ["", "Ada\u{1B}[2J", "Ada\nMarsh", "Ada\u{9B}1m", "\u{0}", String(repeating: "a", count: 513)])
    func nameThatIsNoneIsRefused(name: String) async throws {
        let directory = directory(MemoryJournal(historyID: HistoryID(uuid: UUID())))
        let email = try address("ada@clinic.example")
        await #expect(throws: Refusal.invalid) {
            try await directory.add(email, role: .doctor, name: name, passwordHash: "h")
        }
    }
}
