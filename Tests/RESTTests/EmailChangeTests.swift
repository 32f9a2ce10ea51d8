import Actors
import Auth
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct EmailChangeTests {
    private static let email = "/telemedicine/api/auth/email/"
    private static let confirm = "/telemedicine/api/auth/email/confirm/"
    private static let new = "ada.new@example.org"
    private static let old = "ada@example.org"

    private static func body(_ email: String = new, password: String = FakeUsers.password) -> String {
        #"{"email": "\#(email)", "password": "\#(password)"}"#
    }

    private static func login(_ email: String) -> String {
        #"{"email": "\#(email)", "password": "\#(FakeUsers.password)"}"#
    }

    private static func confirmation(_ token: String, password: String = FakeUsers.password) -> String {
        #"{"token": "\#(token)", "password": "\#(password)"}"#
    }

    /// Asks as the doctor, and returns the token from the mail.
    private static func ask(_ clinic: Clinic, for address: String = new) async throws -> String {
        #expect(try await clinic.send(.post, email, as: clinic.doctor, body: body(address)).status == 202)
        await clinic.deliverMail()
        return try #require(clinic.mailbox.token(for: address))
    }

    private static func address(_ clinic: Clinic) async throws -> String? {
        try await clinic.dependencies.users.user(clinic.doctor.id)?.email.value?.text
    }

    private static func judge(_ clinic: Clinic, _ token: String, is code: String, _ password: String) async throws {
        let refused = try await clinic.send(.post, confirm, body: confirmation(token, password: password))
        #expect(refused.status == 400)
        #expect(try refused.code == code)
    }

    /// Who stole the password asked for an address of their own; its owner chose another one.
    @Test func afterAnotherPasswordWasChosenTheTokenIsWorthNothing() async throws {
        let clinic = try await Clinic.withDirectory()
        let (access, _) = try await clinic.tokens(of: clinic.doctor)
        let token = try await Self.ask(clinic)
        let choice = #"{"current_password": "\#(FakeUsers.password)", "new_password": "another password"}"#
        let changed = try await clinic.send(.post, "/telemedicine/api/auth/password/", token: access, body: choice)
        #expect(changed.status == 204)
        for password in [FakeUsers.password, "another password"] {
            try await Self.judge(clinic, token, is: "invalid_token", password)
        }
        #expect(try await Self.address(clinic) == Self.old)
    }

    /// The address was mistyped, and somebody else reads that mailbox.
    @Test func whoeverReadsTheMailNeedsThePasswordToo() async throws {
        let clinic = try await Clinic.withDirectory()
        let lost = #"{"email": "\#(Self.old)"}"#
        #expect(try await clinic.send(.post, "/telemedicine/api/auth/password/reset/", body: lost).status == 202)
        await clinic.deliverMail()
        let reset = try #require(clinic.mailbox.token(for: Self.old))
        let token = try await Self.ask(clinic)
        let without = try await clinic.send(.post, Self.confirm, body: #"{"token": "\#(token)"}"#)
        #expect(try without.errors == ["password": ["Is required."]])
        for password in ["", "wrong one", String(repeating: "x", count: 1000)] {
            try await Self.judge(clinic, token, is: "invalid", password)
        }
        #expect(try await Self.address(clinic) == Self.old)
        // What was refused has taken nothing away: not a mail for who lost the password, nor the token itself.
        let readReset = try #require(clinic.dependencies.signIn.mailTokens.readReset(reset))
        let account = try await clinic.dependencies.signIn.accounts.account(of: clinic.doctor.id)
        #expect(account.isReset(readReset.hash, at: clinic.clocks.now()))
        #expect(try await clinic.send(.post, Self.confirm, body: Self.confirmation(token)).status == 200)
    }

    @Test func guessesOfThePasswordCountLikeThoseAtASignIn() async throws {
        let clinic = try await Clinic.withDirectory()
        let token = try await Self.ask(clinic)
        for _ in 0..<5 { try await Self.judge(clinic, token, is: "invalid", "wrong one") }
        let late = try await clinic.send(.post, Self.confirm, body: Self.confirmation(token))
        #expect(late.status == 429)
        #expect(try late.code == "too_many_sign_ins")
        #expect(try await Self.address(clinic) == Self.old)
    }

    @Test func aTokenIsGoodOnce() async throws {
        let clinic = try await Clinic.withDirectory()
        let there = try await Self.ask(clinic)
        #expect(try await clinic.send(.post, Self.confirm, body: Self.confirmation(there)).status == 200)
        let back = try await Self.ask(clinic, for: Self.old)
        #expect(try await clinic.send(.post, Self.confirm, body: Self.confirmation(back)).status == 200)
        try await Self.judge(clinic, there, is: "invalid_token", FakeUsers.password)
        #expect(try await Self.address(clinic) == Self.old)
    }

    @Test func theNewAddressCountsOnceItsMailWasReadAndTheOldOneIsTold() async throws {
        let clinic = try await Clinic.withDirectory()
        let token = try await Self.ask(clinic)
        let notices = clinic.mailbox.all.filter { $0.recipient.text == Self.old }
        #expect(notices.count == 1)
        #expect(notices.allSatisfy { $0.text.contains("somebody knows your password") && !$0.text.contains(Self.new) })
        #expect(try await clinic.send(.post, Clinic.loginPath, body: Self.login(Self.new)).status == 401)
        #expect(try await clinic.send(.post, Clinic.loginPath, body: Self.login(Self.old)).status == 200)

        let answer = try await clinic.send(.post, Self.confirm, body: Self.confirmation(token))
        #expect(answer.status == 200)
        #expect(try answer.json["email"] as? String == Self.new)
        #expect(try answer.json["id"] as? String == clinic.doctor.id.description)
        // A repeat after a lost answer.
        #expect(try await clinic.send(.post, Self.confirm, body: Self.confirmation(token)).text == answer.text)
        #expect(try await clinic.send(.post, Clinic.loginPath, body: Self.login(Self.new)).status == 200)
        #expect(try await clinic.send(.post, Clinic.loginPath, body: Self.login(Self.old)).status == 401)
    }

    @Test func aTokenIsGoodForAnHourAndForTheAddressOfThen() async throws {
        let clinic = try await Clinic.withDirectory()
        let late = try await Self.ask(clinic)
        clinic.clocks.advance(by: MailTokens.changeLifetime)
        let tooLate = try await clinic.send(.post, Self.confirm, body: Self.confirmation(late))
        #expect(tooLate.status == 400)
        #expect(try tooLate.code == "invalid_token")
        let token = try await Self.ask(clinic)
        let directory = clinic.dependencies.signIn.directory
        let (old, third) = (try #require(EmailAddress(Self.old)), try #require(EmailAddress("third@example.org")))
        _ = try await directory.changeAddress(of: clinic.doctor.id, from: old, to: third, by: .hub)
        #expect(try await clinic.send(.post, Self.confirm, body: Self.confirmation(token)).status == 400)
        #expect(try await directory.user(clinic.doctor.id)?.email.value == third)
        for text in ["", "nonsense", String(repeating: "A", count: 5000)] {
            #expect(try await clinic.send(.post, Self.confirm, body: Self.confirmation(text)).status == 400)
        }
    }

    /// Whoever reads the old mailbox still must not choose the password of the account.
    @Test func aMailThatWentToTheOldAddressChoosesNoPasswordAnyMore() async throws {
        let clinic = try await Clinic.withDirectory()
        let lost = #"{"email": "\#(Self.old)"}"#
        #expect(try await clinic.send(.post, "/telemedicine/api/auth/password/reset/", body: lost).status == 202)
        await clinic.deliverMail()
        let reset = try #require(clinic.mailbox.token(for: Self.old))
        let token = try await Self.ask(clinic)
        #expect(try await clinic.send(.post, Self.confirm, body: Self.confirmation(token)).status == 200)
        let choice = #"{"token": "\#(reset)", "new_password": "another password"}"#
        let refused = try await clinic.send(.post, "/telemedicine/api/auth/password/reset/confirm/", body: choice)
        #expect(refused.status == 400)
        #expect(try refused.code == "invalid_token")
    }

    @Test func nobodyGetsAnAddressOfSomebodyElse() async throws {
        let clinic = try await Clinic.withDirectory()
        let taken = try await clinic.send(.post, Self.email, as: clinic.doctor, body: Self.body("ben@example.org"))
        #expect(taken.status == 202)
        await clinic.deliverMail()
        #expect(clinic.mailbox.all.filter { $0.recipient.text == "ben@example.org" }.isEmpty)
        // Somebody was faster.
        let token = try await Self.ask(clinic)
        let identity = Identity(email: try #require(EmailAddress(Self.new)), name: "Eve")
        _ = try await clinic.dependencies.signIn.directory.add(NewPerson(identity, role: .patient, passwordHash: nil))
        let refused = try await clinic.send(.post, Self.confirm, body: Self.confirmation(token))
        #expect(refused.status == 409)
        #expect(try refused.code == "already_exists")
    }

    @Test func aStolenTokenAloneChangesNothing() async throws {
        let clinic = try await Clinic.withDirectory()
        let guess = Self.body(password: "wrong one")
        let wrong = try await clinic.send(.post, Self.email, as: clinic.doctor, body: guess)
        #expect(wrong.status == 400)
        #expect(try wrong.errors.keys.sorted() == ["password"])
        await clinic.deliverMail()
        #expect(clinic.mailbox.all.isEmpty)
        let none = try await clinic.send(.post, Self.email, as: clinic.doctor, body: Self.body("no address"))
        #expect(none.status == 400)
        #expect(try await clinic.send(.post, Self.email, body: Self.body()).status == 401)
    }

    @Test func oneMailboxIsNotFilled() async throws {
        let clinic = try await Clinic.withDirectory()
        for _ in 0..<6 {
            #expect(try await clinic.send(.post, Self.email, as: clinic.doctor, body: Self.body()).status == 202)
        }
        await clinic.deliverMail()
        #expect(clinic.mailbox.all.filter { $0.recipient.text == Self.new }.count == 3)
        #expect(clinic.mailbox.all.filter { $0.recipient.text == Self.old }.count == 3)
    }
}
