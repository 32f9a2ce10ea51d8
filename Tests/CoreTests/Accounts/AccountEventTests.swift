import Core
import FoundationEssentials
import TestKit
import Testing

@Suite struct AccountEventTests {
    private static let session = SessionID(uuid: UUID(high: 1, low: 2))
    private static let time = Timestamp(milliseconds: 1_800_000_000_000)
    private static let hash = [UInt8](repeating: 7, count: 32)

    static let events: [AccountEvent] = [
        .passwordChanged(hash: .present("$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA")),
        .sessionStarted(
            .init(session: session, kind: .cookie, expires: time, secretHash: hash, client: .present("A browser"))
        ),
        .sessionRotated(session, generation: 300, secretHash: hash, expires: time),
        .sessionsEnded([session, SessionID(uuid: UUID(high: 3, low: 4))], .reused),
        .resetRequested(tokenHash: hash, expires: time),
        .secondFactorMade(secret: .present([1, 2, 3])),
        .secondFactorConfirmed(step: 59_000_000, recoveryHashes: [hash, hash]),
        .secondFactorUsed(step: 59_000_001),
        .recoveryCodeUsed(hash: hash),
        .secondFactorRemoved, .resetsVoided,
    ]

    @Test(arguments: events)
    func everyKindReadsBack(event: AccountEvent) throws {
        #expect(try AccountEvent(event.stored()) == event)
    }

    @Test(arguments: events)
    func everyKindReadsWithoutItsPersonalPart(event: AccountEvent) throws {
        let erased = try AccountEvent(event.stored().erased)
        #expect(erased.stored().personal == nil)
        #expect(erased.stored().open == event.stored().open)
    }

    /// Journals out there hold these numbers.
    @Test func kindsKeepTheirNumbers() {
        #expect(Self.events.map { $0.stored().kind } == Array(1...11))
        #expect(SessionEnd.allCases.map(\.rawValue) == Array(1...6))
        #expect(SessionKind.allCases.map(\.rawValue) == [1, 2])
    }

    @Test(arguments: events)
    func cutOpenBytesAreAnError(event: AccountEvent) {
        let stored = event.stored()
        for length in stored.open.indices {
            let cut = StoredContent(
                kind: stored.kind,
                version: stored.version,
                open: Array(stored.open.prefix(length)),
                personal: stored.personal
            )
            #expect(throws: StorageError.self) { try AccountEvent(cut) }
        }
    }

    @Test func randomBytesNeverTrap() {
        var generator = SplitMix64(seed: seedFromEnvironmentOrRandom())
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let kind = UInt16.random(in: 0...12, using: &generator)
            // `try?`: random bytes may be an event.
            _ = try? AccountEvent(StoredContent(kind: kind, version: 1, open: bytes, personal: bytes))
        }
    }
}
