import Core
import Foundation
import Synchronization
import TestKit
import Testing

@testable import Notifications

@Suite struct PostOfficeTests {
    private let clocks = TestClocks(now: Examples.now)

    private func office(
        _ post: MemoryPost,
        _ mailer: ScriptedMailer,
        policy: RetryPolicy = RetryPolicy(),
        forget: @escaping @Sendable (MailItem) async -> Void = { _ in },
        report: @escaping @Sendable (String) -> Void = { _ in },
        letters: any LetterSource = NoLetters(),
        writer: MailWriter? = nil
    ) -> PostOffice {
        PostOffice(
            queue: post,
            ledger: post,
            mailer: mailer,
            writer: writer ?? Examples.writer(letters: letters),
            clocks: clocks,
            policy: policy,
            forget: forget,
            report: report
        )
    }

    @Test func whatIsDueIsSentAndWrittenDownOnce() async {
        let post = MemoryPost(clocks: clocks)
        let mailer = ScriptedMailer()
        let (now, later) = (Examples.item(), Examples.item(.reminder, due: Examples.now + .seconds(600)))
        post.add(now)
        post.add(later)
        let office = office(post, mailer)
        #expect(await office.round() == .seconds(60))
        #expect(mailer.sent == [now.id])
        #expect(post.events == [.sent(now.id)])
        _ = await office.round()
        #expect(mailer.sent == [now.id])
        clocks.advance(by: .seconds(600))
        _ = await office.round()
        #expect(mailer.sent == [now.id, later.id])
        #expect(mailer.restCount == 3)
    }

    @Test func aMailThatIsNotTakenYetIsTriedLessAndLessOftenAndThenGivenUp() async {
        let post = MemoryPost(clocks: clocks)
        let mailer = ScriptedMailer { _ in .postponed }
        let item = Examples.item(visit: Examples.visit(start: Examples.now + .seconds(30 * 24 * 3600)))
        post.add(item)
        let office = office(post, mailer)
        var hours = 0
        while post.items[0].state == .waiting, hours < 48 {
            _ = await office.round()
            clocks.advance(by: .seconds(3600))
            hours += 1
        }
        #expect(hours == 26)
        #expect(post.events == [.died(item.id, .tooLong)])
        #expect(mailer.tried.count == 26)
    }

    @Test func aMailThatCanNotBeWordedForADayIsGivenUpAndShown() async {
        let post = MemoryPost(clocks: clocks)
        let item = Examples.item(visit: Examples.visit(start: Examples.now + .seconds(30 * 24 * 3600)))
        post.add(item)
        let writer = MailWriter(
            people: { _ throws(Refusal) in throw .busy },
            zones: { _ in nil },
            letters: NoLetters(),
            sender: Examples.sender,
            webAddress: nil
        )
        let mailer = ScriptedMailer()
        let office = office(post, mailer, writer: writer)
        _ = await office.round()
        #expect(post.items[0].attempts == 1)
        var hours = 0
        while post.items[0].state == .waiting, hours < 48 {
            clocks.advance(by: .seconds(3600))
            hours += 1
            _ = await office.round()
        }
        #expect(post.events == [.died(item.id, .unreadable)])
        #expect(hours == 25)
        #expect(mailer.tried.isEmpty)
    }

    @Test func aLetterThatCanNotBeReadForADayIsGivenUpAndItsKeyDestroyed() async {
        let post = MemoryPost(clocks: clocks)
        let item = Examples.item(.reset, to: nil, visit: nil)
        post.add(item)
        let forgotten = Mutex<[MailID]>([])
        let office = office(
            post,
            ScriptedMailer(),
            forget: { letter in forgotten.withLock { $0.append(letter.id) } },
            letters: UnreadableLetters()
        )
        _ = await office.round()
        clocks.advance(by: .seconds(25 * 3600))
        _ = await office.round()
        #expect(post.events == [.died(item.id, .unreadable)])
        #expect(forgotten.withLock { $0 } == [item.id])
    }

    @Test func whatANewerOneTookThePlaceOfIsNotSentAnyMore() async {
        let post = MemoryPost(clocks: clocks)
        let items = (0..<8).map { _ in Examples.item() }
        for item in items { post.add(item) }
        let mailer = ScriptedMailer(onSent: { _ in post.supersede(items[7]) })
        _ = await office(post, mailer).round()
        #expect(Set(mailer.sent) == Set(items.dropLast().map(\.id)))
    }

    @Test func attemptsMoveApart() {
        let policy = RetryPolicy()
        #expect(
            [1, 2, 3, 4, 9, 99].map { policy.delay(after: $0) } == [60, 120, 240, 480, 3600, 3600].map { .seconds($0) }
        )
        #expect([1, 2, 9].map { policy.pause(after: $0) } == [5, 10, 300].map { .seconds($0) })
    }

    @Test func aRefusedMailIsDeadAtOnceAndKeepsNobodyWaiting() async {
        let post = MemoryPost(clocks: clocks)
        let (bad, good) = (Examples.item(), Examples.item())
        post.add(bad)
        post.add(good)
        let mailer = ScriptedMailer { $0 == bad.id ? .refused : nil }
        _ = await office(post, mailer).round()
        #expect(Set(post.events) == [.died(bad.id, .refused), .sent(good.id)])
    }

    @Test func whileNobodyTakesMailAllOfItRests() async {
        let post = MemoryPost(clocks: clocks)
        for _ in 0..<20 { post.add(Examples.item()) }
        let isAway = Flag()
        isAway.set()
        let mailer = ScriptedMailer { _ in isAway.isSet ? .unavailable : nil }
        let office = office(post, mailer)
        #expect(await office.round() == .seconds(5))
        let tried = mailer.tried.count
        #expect(tried <= 4)
        _ = await office.round()
        #expect(mailer.tried.count == tried, "it is not tried before the pause is over")
        clocks.advance(by: .seconds(5))
        #expect(await office.round() == .seconds(10))
        #expect(post.items.allSatisfy { $0.attempts == 0 }, "the mails can't help it")
        mailer.recover()
        clocks.advance(by: .seconds(10))
        _ = await office.round()
        #expect(mailer.sent.count == 20)
    }

    @Test func whatCouldNotBeWrittenDownIsWrittenLaterAndNotSentAgain() async {
        let post = MemoryPost(clocks: clocks)
        let item = Examples.item()
        post.add(item)
        post.close()
        let mailer = ScriptedMailer()
        let office = office(post, mailer)
        #expect(await office.round() == .seconds(5))
        _ = await office.round()
        #expect(mailer.sent == [item.id])
        #expect(post.events == [])
        post.close(false)
        _ = await office.round()
        #expect(mailer.sent == [item.id])
        #expect(post.events == [.sent(item.id)])
    }

    @Test func whoeverStartsAnewSendsItAgainWithTheSameID() async {
        let post = MemoryPost(clocks: clocks)
        let item = Examples.item()
        post.add(item)
        post.close()
        let mailer = ScriptedMailer()
        _ = await office(post, mailer).round()
        post.close(false)
        _ = await office(post, mailer).round()
        #expect(mailer.sent == [item.id, item.id])
        #expect(post.events == [.sent(item.id)])
    }

    @Test func whatALetterIsMadeOfGoesWithIt() async {
        let post = MemoryPost(clocks: clocks)
        let item = Examples.item(.reset, to: nil, visit: nil)
        post.add(item)
        let forgotten = Mutex<[MailID]>([])
        let content = LetterContent(to: Examples.email("eve@example.org"), language: nil, .reset(token: "t"))
        let office = office(
            post,
            ScriptedMailer(),
            forget: { letter in forgotten.withLock { $0.append(letter.id) } },
            letters: OneLetter(content: content)
        )
        _ = await office.round()
        #expect(post.events == [.sent(item.id)])
        #expect(forgotten.withLock { $0 } == [item.id])
    }

    @Test func reportsNameNobody() async {
        let post = MemoryPost(clocks: clocks)
        post.add(Examples.item())
        let reports = Mutex<[String]>([])
        let mailer = ScriptedMailer { _ in .refused }
        _ = await office(post, mailer, report: { text in reports.withLock { $0.append(text) } }).round()
        #expect(reports.withLock { $0 } == ["not taken"])
    }

    @Test(.timeLimit(.minutes(1))) func itRunsUntilItIsCancelledAndCanBeWoken() async {
        let post = MemoryPost(clocks: clocks)
        let (sent, sending) = AsyncStream.makeStream(of: MailID.self)
        let mailer = ScriptedMailer(onSent: { sending.yield($0) })
        let office = office(post, mailer)
        let item = Examples.item()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await office.run() }
            post.add(item)
            office.wake()
            #expect(await sent.first { _ in true } == item.id)
            group.cancelAll()
        }
    }
}

/// Takes mails, or fails with them as the test wants.
final class ScriptedMailer: Mailer {
    private struct State {
        var tried: [MailID] = []
        var sent: [MailID] = []
        var restCount = 0
        var isWell = false
    }

    private let state = Mutex(State())
    private let failure: @Sendable (MailID) -> MailError.Kind?
    private let onSent: @Sendable (MailID) -> Void

    init(
        _ failure: @escaping @Sendable (MailID) -> MailError.Kind? = { _ in nil },
        onSent: @escaping @Sendable (MailID) -> Void = { _ in }
    ) {
        self.failure = failure
        self.onSent = onSent
    }

    var tried: [MailID] { state.withLock { $0.tried } }
    var sent: [MailID] { state.withLock { $0.sent } }
    var restCount: Int { state.withLock { $0.restCount } }

    /// It fails no more.
    func recover() { state.withLock { $0.isWell = true } }

    func send(_ mail: Mail) async throws(MailError) {
        let isWell = state.withLock { state in
            state.tried.append(mail.id)
            return state.isWell
        }
        if !isWell, let kind = failure(mail.id) { throw MailError(kind, reason: "not taken") }
        state.withLock { $0.sent.append(mail.id) }
        onSent(mail.id)
    }

    func rest() async { state.withLock { $0.restCount += 1 } }
}
