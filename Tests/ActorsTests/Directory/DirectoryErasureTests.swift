import Actors
import Core
import Foundation
import Persistence
import TestKit
import Testing

/// Taking people out of the directory for ever.
struct DirectoryErasureTests {
    private let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))

    private func directory() -> Directory {
        Directory(loop: ThreadLoop(), journal: journal, people: journal, clocks: TestClocks())
    }

    private func add(_ name: String, _ role: Role, _ directory: Directory) async throws -> User {
        let email = try #require(EmailAddress("\(name)@clinic.example"))
        return try await directory.add(NewPerson(Identity(email: email, name: name), role: role, passwordHash: "h"))
    }

    private func events() async throws -> [DirectoryEvent] {
        try await journal.entries(of: .directory, after: 0, limit: 100).map { try DirectoryEvent($0.content) }
    }

    @Test func whoIsErasedIsNobodyAnyMoreAndTheAddressIsFree() async throws {
        let directory = directory()
        let ada = try await add("ada", .patient, directory)
        #expect(try await directory.erase(ada.id, by: .hub) == ada)
        for directory in [directory, self.directory()] {
            let erased = try #require(try await directory.user(ada.id))
            #expect(erased.isErased && erased.isDisabled)
            #expect(erased.identity == nil && erased.passwordHash == .erased)
            let email = try #require(EmailAddress("ada@clinic.example"))
            #expect(try await directory.user(email) == nil)
        }
        #expect(try await add("ada", .patient, directory).id != ada.id)
    }

    @Test func thatIsNotedOnceAndBeyondRecall() async throws {
        let directory = directory()
        let ada = try await add("ada", .patient, directory)
        _ = try await directory.erase(ada.id, by: .hub)
        #expect(try await directory.erase(ada.id, by: .hub).isErased)
        #expect(try await events().last == .erased(ada.id))
        let count = try await events().count
        var changes = [Directory.Change(), Directory.Change(), Directory.Change(), Directory.Change()]
        changes[0].isDisabled = false
        changes[1].role = .admin
        changes[2].name = "Ada again"
        for change in changes {
            await #expect(throws: Refusal.notFound) { try await directory.change(ada.id, change, by: .hub) }
        }
        #expect(try await events().count == count)
    }

    @Test func nobodyIsTheLastAdministrator() async throws {
        let directory = directory()
        let ada = try await add("ada", .admin, directory)
        let ben = try await add("ben", .admin, directory)
        var change = Directory.Change()
        change.isDisabled = true
        _ = try await directory.change(ben.id, change, by: .hub)
        await #expect(throws: PersonErasureRefusal.lastAdministrator) { try await directory.erase(ada.id, by: .hub) }
        #expect(try await directory.user(ada.id) == ada)
        // One who is kept out is none that anybody needs.
        _ = try await directory.erase(ben.id, by: .hub)
        let cleo = try await add("cleo", .admin, directory)
        let outcomes = await withTaskGroup { group in
            for id in [ada.id, cleo.id] {
                group.addTask { (try? await directory.erase(id, by: .hub)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(outcomes == 1)
    }

    @Test func somebodyWhoIsNotThereCannotBeErased() async throws {
        await #expect(throws: PersonErasureRefusal.unknown) {
            try await directory().erase(PersonID(uuid: UUID()), by: .hub)
        }
    }
}
