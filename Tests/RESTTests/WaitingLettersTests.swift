import Actors
import Auth
import Core
import Foundation
import Notifications
import Persistence
import Synchronization
import TestKit
import Testing

@testable import REST

/// Letters of people whose address changes, or who are erased, while the letters wait.
@Suite struct WaitingLettersTests {
    private let clocks = TestClocks()
    private let people: PeopleOffice

    init() {
        people = PeopleOffice(clocks: clocks, revocations: Revocations(clocks: clocks))
    }

    private var directory: Directory { people.parts.directory }

    private func address(_ name: String) throws -> EmailAddress {
        try #require(EmailAddress("\(name)@clinic.example"))
    }

    private func add(_ name: String) async throws -> User {
        try await directory.add(
            NewPerson(Identity(email: address(name), name: name), role: .patient, passwordHash: "h")
        )
    }

    private func wish(_ user: User, _ name: String) throws -> PostRoom.Errand {
        let old = try #require(user.email.value)
        return .emailChange(.init(person: user.id, old: old, new: try address(name)), language: nil)
    }

    private var letters: WaitingLetters {
        WaitingLetters(queue: people.post, ledger: people.post) { [post = people.post] in post.forget($0) }
    }

    private func drop(_ person: PersonID, at address: EmailAddress?) async throws {
        try await letters.drop(about: person, at: address) { [directory] email throws(Refusal) in
            try await directory.user(email) == nil
        }
    }

    /// The kinds of the letters that are left.
    private var waiting: [MailKind] { people.post.items.filter { $0.state == .waiting }.map(\.kind) }

    @Test func allThatIsAboutSomebodyIsDroppedToWhicheverAddressItGoes() async throws {
        let (ada, ben) = (try await add("ada"), try await add("ben"))
        let room = people.parts.postRoom
        for errand in [try wish(ada, "ada.new"), .reset(try address("ada")), .reset(try address("ben"))] {
            try await room.take(errand)
        }
        try await room.take(wish(ben, "ben.new"))
        try await drop(ada.id, at: ada.email.value)
        #expect(waiting == [.reset, .emailChange, .emailNotice])
        #expect(people.post.events.filter { if case .dropped(_, .nobody) = $0 { true } else { false } }.count == 3)
        // What is left are Ben's.
        try await drop(ben.id, at: nil)
        #expect(waiting == [.reset])
    }

    /// As after an erasure that broke off: the directory knows the id alone.
    @Test func withoutTheAddressItIsDroppedToo() async throws {
        let (ada, ben) = (try await add("ada"), try await add("ben"))
        let room = people.parts.postRoom
        for errand in [try wish(ada, "ada.new"), .reset(try address("ada")), .reset(try address("ben"))] {
            try await room.take(errand)
        }
        _ = try await directory.erase(ada.id, by: .hub)
        try await drop(ada.id, at: nil)
        #expect(waiting == [.reset])
        try await drop(ben.id, at: nil)
        #expect(waiting == [.reset])
    }

    @Test func nothingIsMailedAboutSomebodyWhoIsErased() async throws {
        let ada = try await add("ada")
        try await people.parts.postRoom.take(wish(ada, "ada.new"))
        _ = try await directory.erase(ada.id, by: .hub)
        _ = await people.office.round()
        #expect(people.mailbox.all.isEmpty)
        #expect(people.post.items.map(\.failure) == [.nobody, .nobody])
    }

    @Test func anAddressThatIsOutdatedIsNotConfirmed() async throws {
        let ada = try await add("ada")
        try await people.parts.postRoom.take(wish(ada, "ada.new"))
        let (old, third) = (try address("ada"), try address("ada.third"))
        _ = try await directory.changeAddress(of: ada.id, from: old, to: third, by: .hub)
        _ = await people.office.round()
        #expect(people.mailbox.all.map(\.recipient) == [old])
    }

    /// The letter found its person before the address changed, and asks for its token after that.
    @Test func aPasswordIsNotChosenByMailToAnAddressOfBefore() async throws {
        let ada = try await add("ada")
        let (old, new) = (try address("ada"), try address("ada.new"))
        let accounts = people.parts.accounts
        let hooked = HookedPeople(people: people.journal, email: old) { directory in
            _ = try? await directory.changeAddress(of: ada.id, from: old, to: new, by: .hub)
            try? await accounts.voidResets(of: ada.id, by: .hub)
        }
        let directory = Directory(loop: ThreadLoop(), journal: people.journal, people: hooked, clocks: clocks)
        hooked.directory.withLock { $0 = directory }
        let room = PostRoom(
            directory: directory,
            accounts: accounts,
            tokens: people.parts.mailTokens,
            queue: people.post,
            ledger: people.post,
            clocks: clocks
        )
        try await room.take(.reset(old))
        let letter = try #require(people.post.items.first)
        #expect(try await room.content(of: letter) == nil)
        let (_, hash) = people.parts.mailTokens.reset(of: ada.id, by: letter.id)
        #expect(try await !accounts.account(of: ada.id).isReset(hash, at: clocks.now()))
    }

    @Test func ordersOfBeforeAreRead() throws {
        let order = LetterOrder(email: try address("ada"), language: "de", token: "t", about: PersonID(uuid: UUID()))
        #expect(try LetterOrder(order.bytes) == order)
        var writer = StorageWriter()
        writer.write(order.email.text)
        writer.write(order.language) { $0.write($1) }
        writer.write(order.token) { $0.write($1) }
        var before = order
        before.person = nil
        #expect(try LetterOrder(writer.bytes) == before)
        #expect(try LetterOrder(before.bytes) == before)
        #expect(throws: StorageError.self) { try LetterOrder(order.bytes.dropLast()) }
        #expect(throws: StorageError.self) { try LetterOrder(order.bytes + [0]) }
    }
}

/// A catalog where something happens right after somebody was looked up by an address.
private final class HookedPeople: PeopleCatalog {
    let people: MemoryJournal
    let email: EmailAddress
    let hook: @Sendable (Directory) async -> Void
    let directory = Mutex<Directory?>(nil)

    init(people: MemoryJournal, email: EmailAddress, hook: @escaping @Sendable (Directory) async -> Void) {
        self.people = people
        self.email = email
        self.hook = hook
    }

    func person(_ id: PersonID) async throws(JournalReadError) -> PersonRecord? { try await people.person(id) }

    func person(_ email: EmailAddress) async throws(JournalReadError) -> PersonRecord? {
        let found = try await people.person(email)
        if email == self.email, let directory = directory.withLock({ $0 }) { await hook(directory) }
        return found
    }

    func people(_ query: PeopleQuery) async throws(JournalReadError) -> PeoplePage { try await people.people(query) }

    func peopleChanged(since time: Timestamp) async throws(JournalReadError) -> [PersonRecord] {
        try await people.peopleChanged(since: time)
    }

    func accountsEnded(since time: Timestamp) async throws(JournalReadError) -> [PersonID] {
        try await people.accountsEnded(since: time)
    }

    func directoryEnd() async throws(JournalReadError) -> DirectoryEnd { try await people.directoryEnd() }
}
