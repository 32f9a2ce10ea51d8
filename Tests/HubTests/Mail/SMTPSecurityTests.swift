import Core
import Foundation
import NIOPosix
import NIOSSL
import Notifications
import TestKit
import Testing

@testable import Hub

/// The hub's way to a real mail server: TLS, and signing in.
@Suite(.serialized, .timeLimit(.minutes(3)), .enabled(if: PythonVisit.isInstalled)) struct SMTPSecurityTests {
    private struct Files {
        let certificate: String
        let key: String

        init(in folder: String) throws {
            let made = try TestCertificate()
            certificate = folder + "/certificate.pem"
            key = folder + "/key.pem"
            try made.chain.write(toFile: certificate, atomically: true, encoding: .utf8)
            try made.key.write(toFile: key, atomically: true, encoding: .utf8)
        }

        var arguments: [String] { ["--certificate", certificate, "--key", key] }
    }

    private func mailer(_ url: String, trusting file: String? = nil) throws -> SMTPMailer {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file { tls.trustRoots = .file(file) }
        return SMTPMailer(
            try #require(SMTPServer(url: url)),
            sender: MailSender(address: "hub@clinic.example"),
            tls: tls,
            on: MultiThreadedEventLoopGroup.singleton,
            clocks: SystemClocks()
        )
    }

    private func mail(to address: String = "ben@example.org") throws -> Mail {
        let email = try #require(EmailAddress(address))
        return Mail(MailID(uuid: UUID()), to: email, subject: "Hello", text: ".\r\n.hidden\r\nGrüße\r\n")
    }

    private func withServer(
        _ arguments: [String] = [],
        isEncrypted: Bool = true,
        _ body: (MailProbe, Files) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let files = try Files(in: folder)
            let probe = try await MailProbe(folder: folder + "/box", (isEncrypted ? files.arguments : []) + arguments)
            try await body(probe, files)
            await probe.stop()
        }
    }

    @Test(arguments: [[], ["--without", "PLAIN"]])
    func startTLSAndASignInByEitherWay(more: [String]) async throws {
        try await withServer(["--auth", "hub:se cret"] + more) { probe, files in
            let mailer = try mailer("smtp://hub:se%20cret@127.0.0.1:\(probe.port)", trusting: files.certificate)
            for _ in 0..<3 { try await mailer.send(mail()) }
            await mailer.rest()
            let box = try await probe.box(3)
            #expect(box.mails.allSatisfy { $0.isEncrypted && $0.user == "hub" && $0.isAnswered })
            #expect(box.mails.map(\.text).allSatisfy { $0.contains(".hidden") && $0.contains("Grüße") })
        }
    }

    @Test func tlsFromTheFirstByte() async throws {
        try await withServer(["--implicit"]) { probe, files in
            let mailer = try mailer("smtps://127.0.0.1:\(probe.port)", trusting: files.certificate)
            try await mailer.send(mail())
            await mailer.rest()
            #expect(try await probe.box(1).mails.first?.isEncrypted == true)
        }
    }

    @Test func aServerThatIsNotTheRightOneGetsNothing() async throws {
        try await withServer { probe, _ in
            let mailer = try mailer("smtp://127.0.0.1:\(probe.port)")
            let mail = try mail()
            let error = await #expect(throws: MailError.self) { try await mailer.send(mail) }
            #expect(error?.kind == .unavailable)
            #expect(probe.count == 0)
        }
    }

    @Test func aServerWithoutTLSGetsNothing() async throws {
        try await withServer(isEncrypted: false) { probe, _ in
            let mailer = try mailer("smtp://127.0.0.1:\(probe.port)")
            let mail = try mail()
            let error = await #expect(throws: MailError.self) { try await mailer.send(mail) }
            #expect(error?.kind == .unavailable)
            #expect(error?.reason == "The mail server does not offer STARTTLS.")
            #expect(probe.count == 0)
        }
    }

    @Test func aWrongPasswordKeepsAllMailsWaiting() async throws {
        try await withServer(["--auth", "hub:secret"]) { probe, files in
            let mailer = try mailer("smtp://hub:wrong@127.0.0.1:\(probe.port)", trusting: files.certificate)
            let mail = try mail()
            let error = await #expect(throws: MailError.self) { try await mailer.send(mail) }
            #expect(error?.kind == .unavailable)
            #expect(error?.reason.contains("wrong") == false)
        }
    }

    @Test func nobodyListens() async throws {
        let mailer = try mailer("smtp+plain://127.0.0.1:\(LastingPort.next())")
        let mail = try mail()
        let error = await #expect(throws: MailError.self) { try await mailer.send(mail) }
        #expect(error?.kind == .unavailable)
    }

    @Test(arguments: ["a>b@example.org", "a,b@example.org", "<x@example.org"])
    func addressesThatWouldBeCommandsAreRefused(address: String) async throws {
        try await withServer(isEncrypted: false) { probe, _ in
            let mailer = try mailer("smtp+plain://127.0.0.1:\(probe.port)")
            let mail = try mail(to: address)
            let error = await #expect(throws: MailError.self) { try await mailer.send(mail) }
            #expect(error?.kind == .refused)
            #expect(probe.count == 0)
        }
    }

    @Test func anAddressInAnotherScriptIsToldAsOne() async throws {
        try await withServer(isEncrypted: false) { probe, _ in
            let mailer = try mailer("smtp+plain://127.0.0.1:\(probe.port)")
            try await mailer.send(mail(to: "jörg@müller.example"))
            await mailer.rest()
            #expect(try await probe.box(1).mails.first?.to == ["jörg@müller.example"])
        }
    }
}
