import Actors
import Core
import Foundation
import TestKit
import Testing

@testable import Persistence

@Suite("People in the database")
struct PeopleProjectionTests {
    private let clocks = TestClocks()

    private func directory(_ store: Store) -> Directory {
        Directory(loop: ThreadLoop(), journal: store.journal, people: store.journal, clocks: clocks)
    }

    private func identity(_ name: String) throws -> Identity {
        let address = name.lowercased().replacing(" ", with: ".") + "@clinic.example"
        return Identity(email: try #require(EmailAddress(address)), name: name, language: nil, timeZone: nil)
    }

    private func fill(_ directory: Directory) async throws -> [PersonID] {
        var ids: [PersonID] = []
        for (name, role) in [
            ("Ada Marlow", Role.doctor), ("Ben Bright", .patient), ("Adam Koch", .patient), ("Cleo Österlund", .admin),
        ] {
            clocks.advance(by: .seconds(1))
            ids.append(try await directory.add(NewPerson(identity(name), role: role, passwordHash: "h")).id)
        }
        var change = Directory.Change()
        change.isDisabled = true
        _ = try await directory.change(ids[1], change, by: .hub)
        change = Directory.Change()
        change.name = "Adam Lindgren"
        change.role = .staff
        _ = try await directory.change(ids[2], change, by: .hub)
        return ids
    }

    private func names(_ store: Store, _ query: PeopleQuery) async throws -> [String?] {
        try await store.journal.people(query).items.map(\.user.name.value)
    }

    @Test func peopleAreFoundAfterARestartWithoutTheirHistory() async throws {
        try await StoreBench.run { bench in
            let ids = try await bench.withStore { store in try await fill(directory(store)) }
            try await bench.withStore { store in
                let directory = directory(store)
                let email = try identity("Ada Marlow").email
                #expect(try await directory.user(email)?.id == ids[0])
                #expect(try await directory.user(ids[0])?.passwordHash == .present("h"))
                #expect(try await directory.user(ids[1])?.isDisabled == true)
                let adam = try #require(try await directory.user(ids[2]))
                #expect(adam.name == .present("Adam Lindgren"))
                #expect(adam.role == .staff)
                #expect(adam.passwordHash == .present("h"))
                #expect(try await directory.user(PersonID(uuid: UUID())) == nil)
                await #expect(throws: Refusal.alreadyExists) {
                    _ = try await directory.add(NewPerson(identity("Ada Marlow"), role: .patient, passwordHash: nil))
                }
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test func peopleAreListedAndFoundByBeginningsOfWords() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                _ = try await fill(directory(store))
                #expect(try await store.journal.people(PeopleQuery(limit: 2)).total == 4)
                #expect(try await names(store, PeopleQuery(words: ["ada"])) == ["Ada Marlow", "Adam Lindgren"])
                #expect(try await names(store, PeopleQuery(words: ["ada", "lind"])) == ["Adam Lindgren"])
                // The new name is in the place of the old one; the address still has it.
                #expect(try await names(store, PeopleQuery(words: ["koch"])) == ["Adam Lindgren"])
                #expect(try await names(store, PeopleQuery(words: ["öster"])) == ["Cleo Österlund"])
                #expect(try await names(store, PeopleQuery(words: ["ben.bright@clinic.example"])) == ["Ben Bright"])
                #expect(try await names(store, PeopleQuery(words: ["arlow"])) == [])
                #expect(try await names(store, PeopleQuery(role: .staff)) == ["Adam Lindgren"])
                #expect(try await names(store, PeopleQuery(isDisabled: true)) == ["Ben Bright"])
                let last = PeopleQuery(isDescending: true, offset: 0, limit: 1)
                #expect(try await names(store, last) == ["Cleo Österlund"])
                #expect(try await names(store, PeopleQuery(offset: -5, limit: -1)) == [])
            }
        }
    }

    @Test func neitherNamesNorAddressesAreInTheDatabase() async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in _ = try await fill(directory(store)) }
            let bytes = try #require(FileManager.default.contents(atPath: bench.paths.journal))
            for text in ["Marlow", "marlow", "clinic.example", "Lindgren"] {
                #expect(bytes.firstRange(of: Data(text.utf8)) == nil, "\(text)")
            }
        }
    }

    /// What a version that kept no rows of people has left.
    @Test func rowsThatAreMissingAreMadeAtTheNextStart() async throws {
        try await StoreBench.run { bench in
            let ids = try await bench.withStore { store in try await fill(directory(store)) }
            try bench.change(bench.paths.journal, "DELETE FROM person; DELETE FROM person_word")
            #expect(try bench.findings() != [])
            try await bench.withStore { store in
                let name = try await directory(store).user(ids[2])?.name
                #expect(name == .present("Adam Lindgren"))
            }
            #expect(try bench.findings() == [])
        }
    }

    @Test(arguments: [
        "UPDATE person SET role = 5 WHERE role = 2", "UPDATE person SET disabled = 0",
        "UPDATE person SET address = NULL",
        "DELETE FROM person WHERE role = 2", "DELETE FROM person_word", "UPDATE person SET changed = changed + 1",
        "UPDATE account SET ended = ended + 1", "DELETE FROM account",
    ])
    func aChangedRowIsFound(sql: String) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                let ids = try await fill(directory(store))
                try await endSignIn(of: ids[0], store)
            }
            #expect(try bench.findings() == [])
            try bench.change(bench.paths.journal, sql)
            #expect(try bench.findings() != [])
        }
    }

    private func endSignIn(of person: PersonID, _ store: Store) async throws {
        let accounts = Accounts(loop: ThreadLoop(), journal: store.journal, clocks: TestClocks())
        let session = SessionID(uuid: UUID())
        _ = try await accounts.start(session, .bearer, secretHash: [1], client: "", knowing: nil, of: person)
        _ = try await accounts.end(session, .signedOut, of: person, by: .hub)
    }

    @Test func whatEndedLatelyIsKnownAfterARestart() async throws {
        try await StoreBench.run { bench in
            let ids = try await bench.withStore { store in
                let ids = try await fill(directory(store))
                try await endSignIn(of: ids[0], store)
                return ids
            }
            try await bench.withStore { store in
                let then = TestClocks().now()
                #expect(try await store.journal.accountsEnded(since: then) == [ids[0]])
                #expect(try await store.journal.accountsEnded(since: then + .seconds(1)) == [])
                let changed = try await store.journal.peopleChanged(since: then)
                #expect(Set(changed.map(\.user.id)) == Set(ids))
                #expect(changed.first { $0.user.id == ids[1] }?.user.isDisabled == true)
                let accounts = Accounts(loop: ThreadLoop(), journal: store.journal, clocks: TestClocks())
                #expect(try await accounts.account(of: ids[0]).ended.count == 1)
            }
        }
    }

    @Test func aDestroyedKeyErasesPersonAndAccount() async throws {
        try await StoreBench.run { bench in
            let ids = try await bench.withStore { store in
                let ids = try await fill(directory(store))
                try await endSignIn(of: ids[0], store)
                _ = try store.keys.destroy(KeyID(ids[0]), at: StoreBench.time)
                return ids
            }
            try await bench.withStore { store in
                let user = try #require(try await directory(store).user(ids[0]))
                #expect(user.name == .erased)
                #expect(user.passwordHash == .erased)
            }
            #expect(try bench.findings() == [])
        }
    }
}
