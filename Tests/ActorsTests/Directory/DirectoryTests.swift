import Actors
import Core
import Foundation
import Persistence
import TestKit
import Testing

struct DirectoryTests {
    private func directory(_ journal: any Journal) -> Directory {
        Directory(loop: ThreadLoop(), journal: journal, clocks: TestClocks())
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
