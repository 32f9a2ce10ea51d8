import Actors
import Core
import Foundation
import Persistence
import Synchronization
import TestKit
import Testing

@Suite struct AccountsTests {
    private let clocks = TestClocks()
    private let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
    private let person = PersonID(uuid: UUID())
    private let session = SessionID(uuid: UUID())

    private func accounts(_ onEnded: @escaping @Sendable (PersonID, [SessionID]) -> Void = { _, _ in }) -> Accounts {
        Accounts(loop: ThreadLoop(), journal: journal, clocks: clocks, onEnded: onEnded)
    }

    private func hash(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

    private func start(_ accounts: Accounts, _ id: SessionID? = nil) async throws -> Account.Session {
        try await accounts.start(
            id ?? session,
            .bearer,
            secretHash: hash(0),
            client: "A program",
            knowing: nil,
            of: person
        )
    }

    @Test func manyRefreshesWithOneTokenRenewItOnce() async throws {
        let accounts = accounts()
        _ = try await start(accounts)
        let renewals = await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask { [self] in
                    try? await accounts.renew(
                        session,
                        generation: 0,
                        hash: hash(0),
                        nextHash: hash(1),
                        of: person
                    )
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let rotated = renewals.count { if case .rotated = $0 { true } else { false } }
        let repeated = renewals.count { if case .repeated = $0 { true } else { false } }
        #expect(rotated == 1)
        #expect(repeated == 199)
        let entries = try await journal.entries(of: EntityID(account: person), after: 0, limit: 500)
        #expect(entries.count == 2)
    }

    @Test func manyReusesEndTheSignInOnce() async throws {
        let ended = Mutex<[SessionID]>([])
        let accounts = accounts { _, sessions in ended.withLock { $0 += sessions } }
        _ = try await start(accounts)
        _ = try await accounts.renew(session, generation: 0, hash: hash(0), nextHash: hash(1), of: person)
        clocks.advance(by: .seconds(60))
        let renewals = await withTaskGroup { group in
            for _ in 0..<50 {
                group.addTask { [self] in
                    try? await accounts.renew(session, generation: 0, hash: hash(0), nextHash: hash(1), of: person)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(renewals.count { $0 == .reused } == 1)
        #expect(renewals.count { $0 == .unknown } == 49)
        #expect(ended.withLock { $0 } == [session])
    }

    @Test func whatHappenedComesBackFromJournalAndSnapshot() async throws {
        let accounts = accounts()
        _ = try await start(accounts)
        for generation in UInt8(0)..<100 {
            _ = try await accounts.renew(
                session,
                generation: UInt32(generation),
                hash: hash(generation),
                nextHash: hash(generation + 1),
                of: person
            )
        }
        let account = try await accounts.account(of: person)
        #expect(account.seq == 101)
        #expect(try await self.accounts().account(of: person) == account)
    }

    @Test func aSignInWithAPasswordThatChangedMeanwhileDoesNotBegin() async throws {
        let accounts = accounts()
        try await accounts.changePassword(to: "new", knowing: nil, keeping: nil, of: person)
        await #expect(throws: Refusal.signedOut) { _ = try await start(accounts) }
    }

    @Test func ofTwoPasswordChangesAtOnceOneIsMade() async throws {
        let accounts = accounts()
        let results = await withTaskGroup { group in
            for index in 0..<20 {
                group.addTask { [person] in
                    (try? await accounts.changePassword(to: "\(index)", knowing: nil, keeping: nil, of: person)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(results == 1)
    }

    @Test func aResetTokenIsGoodOnceAndForAWhile() async throws {
        let accounts = accounts()
        _ = try await start(accounts)
        try await accounts.requestReset(hash(9), of: person, by: .hub)
        await #expect(throws: Refusal.signedOut) { try await accounts.reset(hash(8), to: "x", of: person) }
        try await accounts.reset(hash(9), to: "first", of: person)
        await #expect(throws: Refusal.signedOut) { try await accounts.reset(hash(9), to: "again", of: person) }
        let account = try await accounts.account(of: person)
        #expect(account.passwordHash == .present("first"))
        #expect(account.sessions.isEmpty)
        try await accounts.requestReset(hash(7), of: person, by: .hub)
        clocks.advance(by: .seconds(3600))
        await #expect(throws: Refusal.signedOut) { try await accounts.reset(hash(7), to: "late", of: person) }
    }

    @Test func aCodeOfTheSecondFactorIsGoodOnce() async throws {
        let accounts = accounts()
        let step: @Sendable ([UInt8], UInt64, Timestamp) -> UInt64? = { _, last, _ in last < 5 ? 5 : nil }
        #expect(try await accounts.useSecondFactor(recoveryHash: nil, of: person, step: step))
        try await accounts.makeSecondFactor([1], of: person)
        #expect(try await accounts.useSecondFactor(recoveryHash: nil, of: person, step: { _, _, _ in nil }))
        try await accounts.confirmSecondFactor(recoveryHashes: [hash(1), hash(2)], of: person) { _, _, _ in 4 }
        await #expect(throws: Refusal.alreadyExists) { try await accounts.makeSecondFactor([2], of: person) }
        #expect(try await accounts.useSecondFactor(recoveryHash: nil, of: person, step: step))
        #expect(try await !accounts.useSecondFactor(recoveryHash: nil, of: person, step: step))
        #expect(try await accounts.useSecondFactor(recoveryHash: hash(1), of: person, step: step))
        #expect(try await !accounts.useSecondFactor(recoveryHash: hash(1), of: person, step: step))
        #expect(try await accounts.useSecondFactor(recoveryHash: hash(2), of: person, step: step))
    }

    @Test func aClientMayCallItselfWhatItLikesForAWhile() async throws {
        let accounts = accounts()
        let started = try await accounts.start(
            session,
            .bearer,
            secretHash: hash(0),
            client: String(repeating: "ö", count: 1000),
            knowing: nil,
            of: person
        )
        #expect(started.client.value?.utf8.count == 200)
    }
}
