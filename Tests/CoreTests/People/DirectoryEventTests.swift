import Core
import FoundationEssentials
import Testing

struct DirectoryEventTests {
    private static let user = User(
        id: PersonID(uuid: UUID(high: 1, low: 2)),
        role: .staff,
        email: EmailAddress("ines.koch@clinic.example").map { .present($0) } ?? .erased,
        name: .present("Ines Koch"),
        passwordHash: .present("$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA")
    )

    @Test func userReadsBack() throws {
        let event = DirectoryEvent.userAdded(Self.user)
        #expect(try DirectoryEvent(event.stored()) == event)
    }

    @Test func erasedUserKeepsIdAndRole() throws {
        let stored = DirectoryEvent.userAdded(Self.user).stored().erased
        let erased = User(
            id: Self.user.id,
            role: .staff,
            email: .erased,
            name: .erased,
            passwordHash: .erased
        )
        #expect(try DirectoryEvent(stored) == .userAdded(erased))
    }

    @Test func cutPersonalBytesAreAnError() throws {
        let stored = DirectoryEvent.userAdded(Self.user).stored()
        let personal = try #require(stored.personal)
        for length in personal.indices {
            let cut = StoredContent(
                kind: stored.kind,
                version: stored.version,
                open: stored.open,
                personal: Array(personal.prefix(length))
            )
            #expect(throws: StorageError.self) { try DirectoryEvent(cut) }
        }
    }

    @Test func personalDataPrintsAsRedacted() {
        let text = "\(Self.user.email) \(Self.user.name) \(Self.user.passwordHash)"
        #expect(text == "<redacted> <redacted> <redacted>")
    }
}

extension DirectoryEventTests {
    private static let id = PersonID(uuid: UUID(high: 1, low: 2))
    private static let identity = EmailAddress("ines@clinic.example").map {
        Identity(email: $0, name: "Ines Koch", language: "de-AT", timeZone: nil)
    }

    static let changes: [DirectoryEvent] = [
        .identityChanged(id, identity.map { .present($0) } ?? .erased), .roleChanged(id, .admin), .disabled(id),
        .enabled(id), .erased(id),
    ]

    @Test(arguments: changes)
    func everyChangeReadsBack(event: DirectoryEvent) throws {
        #expect(try DirectoryEvent(event.stored()) == event)
        #expect(try DirectoryEvent(event.stored().erased).person == Self.id)
        #expect(event.key == KeyID(Self.id))
    }

    /// Journals out there hold these numbers.
    @Test func kindsKeepTheirNumbers() {
        #expect(Self.changes.map { $0.stored().kind } == [2, 3, 4, 5, 6])
    }
}
