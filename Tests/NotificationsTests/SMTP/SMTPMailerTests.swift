import Core
import Foundation
import NIOCore
import NIOPosix
import TestKit
import Testing

@testable import Notifications

/// What becomes of a mail when the server answers as the test wants; a real server is in `HubTests/Mail`.
@Suite(.timeLimit(.minutes(2))) struct SMTPMailerTests {
    private func outcome(
        _ texts: [String],
        hangsUp: Bool = false,
        scheme: String = "smtp+plain",
        _ check: (ScriptedServer) throws -> Void = { _ in }
    ) async throws -> MailError.Kind? {
        let server = try await ScriptedServer.start(texts, hangsUp: hangsUp)
        var periods = SMTPPeriods()
        (periods.connect, periods.reply, periods.mail) = (.milliseconds(500), .milliseconds(500), .milliseconds(500))
        let mailer = SMTPMailer(
            try #require(SMTPServer(url: "\(scheme)://127.0.0.1:\(server.port)")),
            sender: Examples.sender,
            on: MultiThreadedEventLoopGroup.singleton,
            clocks: TestClocks(),
            periods: periods
        )
        var kind: MailError.Kind?
        do throws(MailError) {
            try await mailer.send(Examples.mail())
        } catch {
            kind = error.kind
            #expect(!error.reason.contains("ines"))
        }
        try check(server)
        try await server.stop()
        return kind
    }

    private static let greeting = ["220 ready\r\n", "250-mail\r\n250 SIZE 1000000\r\n"]

    @Test func commandsAreThoseOfTheProtocol() async throws {
        let kind = try await outcome(Self.greeting + ["250 ok\r\n", "250 ok\r\n", "451 not now\r\n"]) { server in
            let lines = server.lines.prefix(4)
            #expect(lines.first == "EHLO clinic.example")
            #expect(lines.dropFirst().first?.hasPrefix("MAIL FROM:<hub@clinic.example> SIZE=") == true)
            #expect(lines.dropFirst(2) == ["RCPT TO:<ines@clinic.example>", "DATA"])
        }
        #expect(kind == .postponed)
    }

    @Test(
        arguments: [
            ("450 later\r\n", MailError.Kind.postponed), ("421 closing\r\n", .postponed), ("452 full\r\n", .postponed),
            ("550 nobody\r\n", .refused), ("552 too large\r\n", .refused), ("530 sign in first\r\n", .unavailable),
            ("538 encrypt first\r\n", .unavailable),
        ] as [(String, MailError.Kind)]
    )
    func theFirstDigitDecides(answer: String, kind: MailError.Kind) async throws {
        #expect(try await outcome(Self.greeting + ["250 ok\r\n", answer]) == kind)
    }

    /// A blocked address or a wrong `LASO_MAIL_FROM` would end every mail, one after the other.
    @Test(
        arguments: [
            ("450 later\r\n", MailError.Kind.postponed), ("550 blocked\r\n", .unavailable),
            ("554 no\r\n", .unavailable),
            ("552 too large\r\n", .refused), ("555 no such parameter\r\n", .refused),
            ("530 sign in first\r\n", .unavailable),
        ] as [(String, MailError.Kind)]
    )
    func aRefusedSenderEndsNoMail(answer: String, kind: MailError.Kind) async throws {
        #expect(try await outcome(Self.greeting + [answer]) == kind)
    }

    @Test(arguments: ["554 no\r\n", "hello\r\n", "421 busy\r\n", ""])
    func aServerThatDoesNotBeginKeepsAllMailsWaiting(greeting: String) async throws {
        #expect(try await outcome([greeting]) == .unavailable)
    }

    @Test func aServerThatHangsUpOrIsSilentCostsThisMailAnAttempt() async throws {
        #expect(try await outcome(Self.greeting, hangsUp: true) == .postponed)
        #expect(try await outcome(Self.greeting) == .postponed)
    }

    @Test func whatIsSaidBeforeTLSDoesNotCountAfterIt() async throws {
        let texts = ["220 ready\r\n", "250-mail\r\n250 STARTTLS\r\n", "220 go\r\n250 injected\r\n"]
        #expect(try await outcome(texts, scheme: "smtp") == .unavailable)
    }

    @Test func aMailThatIsTooLargeIsNotEvenBegun() async throws {
        let kind = try await outcome(["220 ready\r\n", "250-mail\r\n250 SIZE 10\r\n"]) { server in
            #expect(!server.lines.contains { $0.hasPrefix("MAIL") })
        }
        #expect(kind == .refused)
    }
}
