import Core
import Foundation
import Testing

@testable import Actors

@Suite struct AccountTests {
    private let settings = AccountSettings()
    private let start = Timestamp(milliseconds: 1_800_000_000_000)

    private func hash(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

    private func fold(_ events: [AccountEvent], _ account: inout Account, at time: Timestamp) throws {
        for event in events { try account.fold(event, at: time) }
    }

    private func account(with session: SessionID) throws -> Account {
        var account = Account(person: PersonID(uuid: UUID()))
        let begin = AccountEvent.Start(
            session: session,
            kind: .bearer,
            expires: start + settings.refreshLifetime,
            secretHash: hash(0),
            client: .present("A program")
        )
        try fold(account.starting(begin, at: start, max: 20), &account, at: start)
        return account
    }

    private func renew(
        _ account: inout Account,
        _ session: SessionID,
        _ generation: UInt8,
        after time: Duration
    ) throws -> Account.Renewal {
        let now = start + time
        let (events, renewal) = account.renewing(
            session,
            generation: UInt32(generation),
            hash: hash(generation),
            nextHash: hash(generation + 1),
            at: now,
            settings
        )
        try fold(events, &account, at: now)
        return renewal
    }

    @Test func aRefreshTokenIsTakenForTheNextOne() throws {
        let session = SessionID(uuid: UUID())
        var account = try account(with: session)
        for generation in UInt8(0)..<5 {
            guard case .rotated = try renew(&account, session, generation, after: .seconds(60 * Int(generation))) else {
                Issue.record("generation \(generation)")
                return
            }
        }
        #expect(account.session(session, at: start)?.generation == 5)
    }

    @Test func theNewestOneAgainWithinSecondsIsARepeat() throws {
        let session = SessionID(uuid: UUID())
        var account = try account(with: session)
        _ = try renew(&account, session, 0, after: .zero)
        guard case .repeated = try renew(&account, session, 0, after: .seconds(9)) else {
            Issue.record("it was no repeat")
            return
        }
        #expect(account.session(session, at: start)?.generation == 1)
    }

    @Test(arguments: [Duration.seconds(10), .seconds(86_400)])
    func anOldOneLaterEndsTheSignIn(time: Duration) throws {
        let session = SessionID(uuid: UUID())
        var account = try account(with: session)
        _ = try renew(&account, session, 0, after: .zero)
        #expect(try renew(&account, session, 0, after: time) == .reused)
        #expect(account.sessions.isEmpty)
        #expect(account.ended.map(\.session) == [session])
        #expect(try renew(&account, session, 1, after: time) == .unknown)
    }

    @Test func theOneBeforeTheLastEndsTheSignInAtOnce() throws {
        let session = SessionID(uuid: UUID())
        var account = try account(with: session)
        _ = try renew(&account, session, 0, after: .zero)
        _ = try renew(&account, session, 1, after: .seconds(1))
        #expect(try renew(&account, session, 0, after: .seconds(2)) == .reused)
    }

    @Test func aSignInThatNobodyRenewsExpires() throws {
        let session = SessionID(uuid: UUID())
        var account = try account(with: session)
        #expect(try renew(&account, session, 0, after: settings.refreshLifetime) == .unknown)
        #expect(account.sessions(at: start + settings.refreshLifetime).isEmpty)
    }

    @Test func aCookieIsNoRefreshToken() throws {
        let session = SessionID(uuid: UUID())
        var account = Account(person: PersonID(uuid: UUID()))
        let begin = AccountEvent.Start(
            session: session,
            kind: .cookie,
            expires: start + .seconds(60),
            secretHash: hash(0),
            client: .present("")
        )
        try fold([.sessionStarted(begin)], &account, at: start)
        #expect(try renew(&account, session, 0, after: .seconds(1)) == .unknown)
    }

    @Test func theSignInThatWasUsedLeastRecentlyMakesRoom() throws {
        let first = SessionID(uuid: UUID())
        var account = try account(with: first)
        for index in 1...3 {
            let begin = AccountEvent.Start(
                session: SessionID(uuid: UUID()),
                kind: .bearer,
                expires: start + .seconds(3600),
                secretHash: hash(9),
                client: .present("")
            )
            let time = start + .seconds(index)
            try fold(account.starting(begin, at: time, max: 3), &account, at: time)
        }
        #expect(account.sessions.count == 3)
        #expect(account.session(first, at: start) == nil)
    }

    @Test func aNewPasswordEndsAllOtherSignInsAndResets() throws {
        let session = SessionID(uuid: UUID())
        var account = try account(with: session)
        let other = AccountEvent.Start(
            session: SessionID(uuid: UUID()),
            kind: .bearer,
            expires: start + .seconds(60),
            secretHash: hash(3),
            client: .present("")
        )
        try fold([.sessionStarted(other)], &account, at: start)
        try fold([.resetRequested(tokenHash: hash(8), expires: start + .seconds(60))], &account, at: start)
        #expect(account.isReset(hash(8), at: start))
        #expect(!account.isReset(hash(8), at: start + .seconds(60)))
        try fold(account.changingPassword(to: "new", keeping: session), &account, at: start)
        #expect(account.sessions.map(\.id) == [session])
        #expect(!account.isReset(hash(8), at: start))
        #expect(account.passwordHash == .present("new"))
    }

    @Test func theSnapshotHoldsEverything() throws {
        let session = SessionID(uuid: UUID())
        var account = try account(with: session)
        _ = try renew(&account, session, 0, after: .zero)
        try fold(
            [
                .passwordChanged(hash: .present("h")), .resetRequested(tokenHash: hash(4), expires: start),
                .secondFactorMade(secret: .present([1, 2])),
                .secondFactorConfirmed(step: 7, recoveryHashes: [hash(5), hash(6)]), .recoveryCodeUsed(hash: hash(5)),
                .sessionsEnded([SessionID(uuid: UUID())], .revoked),
            ],
            &account,
            at: start
        )
        #expect(try Account(person: account.person, snapshot: account.snapshot()) == account)
    }

    @Test func aSnapshotThatIsCutIsAnError() throws {
        let account = try account(with: SessionID(uuid: UUID()))
        let whole = account.snapshot()
        for length in whole.bytes.indices {
            let cut = StoredEntity.Snapshot(seq: whole.seq, bytes: Array(whole.bytes.prefix(length)))
            #expect(throws: StorageError.self) { try Account(person: account.person, snapshot: cut) }
        }
    }
}
