import Actors
import Auth
import Core
import Foundation
import Notifications
import Persistence
import REST
import Synchronization
import TestKit

/// Real accounts and a real directory, over a journal in memory.
struct PeopleOffice {
    let parts: SignInParts
    let mailbox = FakeMailbox()
    let post: MemoryPost
    /// Sends what waits.
    let office: PostOffice
    let journal = MemoryJournal(historyID: HistoryID(uuid: UUID()))
    /// What happened to people and their sign-ins, in order.
    let diary = Diary()

    init(clocks: any Clocks, revocations: Revocations) {
        let loop = ThreadLoop()
        let post = MemoryPost(clocks: clocks)
        self.post = post
        let diary = diary
        let directory = Directory(loop: loop, journal: journal, people: journal, clocks: clocks) { user, _ in
            revocations.note(user)
            diary.write(user.isDisabled ? "kept out" : "let in")
        }
        let accounts = Accounts(loop: loop, journal: journal, clocks: clocks) { _, sessions in
            revocations.end(sessions)
            diary.write("ended \(sessions.count)")
        }
        let mailTokens = MailTokens(key: [UInt8](repeating: 1, count: 32), clocks: clocks)
        let postRoom = PostRoom(
            directory: directory,
            accounts: accounts,
            tokens: mailTokens,
            queue: post,
            ledger: post,
            clocks: clocks
        )
        parts = SignInParts(
            directory: directory,
            accounts: accounts,
            sessionTokens: SessionTokens(key: [UInt8](repeating: 2, count: 32)),
            mailTokens: mailTokens,
            throttle: SignInThrottle(clocks: clocks),
            postRoom: postRoom
        )
        office = PostOffice(
            queue: post,
            ledger: post,
            mailer: mailbox,
            writer: MailWriter(
                people: { person throws(Refusal) in try await directory.user(person) },
                zones: { _ in nil },
                letters: postRoom,
                sender: MailSender(address: "hub@clinic.example"),
                webAddress: nil
            ),
            clocks: clocks,
            forget: { post.forget($0) }
        )
    }
}

/// Keeps lines in the order in which they came.
final class Diary: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func write(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}

/// Keeps the mails that were sent.
final class FakeMailbox: Mailer {
    private let mails = Mutex<[Mail]>([])

    var all: [Mail] { mails.withLock { $0 } }

    /// The token in the newest mail to somebody: the only line without a space.
    func token(for email: String) -> String? {
        all.last { $0.recipient.text == email }?.text
            .split(separator: "\n").first { $0.count > 40 && !$0.contains(" ") }.map(String.init)
    }

    func send(_ mail: Mail) async throws(MailError) {
        mails.withLock { $0.append(mail) }
    }
}
