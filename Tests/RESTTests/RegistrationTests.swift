import Auth
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct RegistrationTests {
    private static let register = "/telemedicine/api/auth/register/"
    private static let confirm = "/telemedicine/api/auth/register/confirm/"
    private static let reset = "/telemedicine/api/auth/password/reset/"
    private static let choose = "/telemedicine/api/auth/password/reset/confirm/"

    private static func body(_ email: String, password: String = "long enough") -> String {
        #"{"email": "\#(email)", "name": "Eve Sand", "password": "\#(password)"}"#
    }

    private static func token(_ token: String, password: String = "long enough") -> String {
        #"{"token": "\#(token)", "password": "\#(password)"}"#
    }

    @Test func somebodyNewConfirmsByMailAndSignsIn() async throws {
        let clinic = try await Clinic.withDirectory()
        let answer = try await clinic.send(.post, Self.register, body: Self.body("eve@example.org"))
        #expect(answer.status == 202)
        await clinic.deliverMail()
        let token = try #require(clinic.mailbox.token(for: "eve@example.org"))
        let login = #"{"email": "eve@example.org", "password": "long enough"}"#
        #expect(try await clinic.send(.post, Clinic.loginPath, body: login).status == 401)
        let made = try await clinic.send(.post, Self.confirm, body: Self.token(token))
        #expect(made.status == 201)
        #expect(try made.json["role"] as? String == "patient")
        // A repeat after a lost answer.
        #expect(try await clinic.send(.post, Self.confirm, body: Self.token(token)).text == made.text)
        #expect(try await clinic.send(.post, Clinic.loginPath, body: login).status == 200)
    }

    /// Somebody may register with an address that is not theirs, and hope that its owner confirms it.
    @Test func whoeverReadsTheMailOpensNoAccountWithAStrangersPassword() async throws {
        let clinic = try await Clinic.withDirectory()
        let register = Self.body("eve@example.org", password: "a stranger's password")
        #expect(try await clinic.send(.post, Self.register, body: register).status == 202)
        await clinic.deliverMail()
        let token = try #require(clinic.mailbox.token(for: "eve@example.org"))
        #expect(clinic.mailbox.all[0].text.contains("the password that you chose"))
        for password in ["", "long enough", String(repeating: "x", count: 1000)] {
            let refused = try await clinic.send(.post, Self.confirm, body: Self.token(token, password: password))
            #expect(refused.status == 400)
            #expect(try refused.errors == ["password": ["Is not the password of this registration."]])
        }
        let without = try await clinic.send(.post, Self.confirm, body: #"{"token": "\#(token)"}"#)
        #expect(try without.errors == ["password": ["Is required."]])
        let email = try #require(EmailAddress("eve@example.org"))
        #expect(try await clinic.dependencies.users.user(email) == nil)
        let right = Self.token(token, password: "a stranger's password")
        #expect(try await clinic.send(.post, Self.confirm, body: right).status == 201)
    }

    @Test func aStrangerLearnsNothingAboutAnAddress() async throws {
        let clinic = try await Clinic.withDirectory()
        let known = try await clinic.send(.post, Self.register, body: Self.body("ben@example.org"))
        let new = try await clinic.send(.post, Self.register, body: Self.body("eve@example.org"))
        #expect(known.status == 202)
        #expect(known.text == new.text)
        let reset = try await clinic.send(.post, Self.reset, body: #"{"email": "ben@example.org"}"#)
        let nobody = try await clinic.send(.post, Self.reset, body: #"{"email": "zoe@example.org"}"#)
        #expect(reset.status == 202)
        #expect(reset.text == nobody.text)
        await clinic.deliverMail()
        let recipients = clinic.mailbox.all.map(\.recipient.text).sorted()
        #expect(recipients == ["ben@example.org", "ben@example.org", "eve@example.org"])
        let toKnown = clinic.mailbox.all.filter { $0.recipient.text == "ben@example.org" }.map(\.text)
        #expect(toKnown.contains { $0.contains("already has an account") })
        // The first password is still the one.
        #expect(try await clinic.logIn(clinic.patient).status == 200)
    }

    @Test func ofManyRegistrationsOfOneAddressOneIsMade() async throws {
        var configuration = Passwords.Configuration()
        configuration.cost = .quick
        configuration.queueMax = 100
        var opened = try await Clinic.withDirectory()
        opened.dependencies.passwords = Passwords(configuration)
        let clinic = opened
        let tokens = clinic.dependencies.signIn.mailTokens
        let email = try #require(EmailAddress("eve@example.org"))
        let hash = try await clinic.dependencies.passwords.hash("long enough")
        let statuses = try await withThrowingTaskGroup { group in
            for index in 0..<100 {
                let registration = try tokens.seal(
                    .init(
                        person: PersonID(uuid: UUID()),
                        identity: Identity(email: email, name: "Eve \(index)"),
                        passwordHash: hash
                    )
                )
                group.addTask { try await clinic.send(.post, Self.confirm, body: Self.token(registration)).status }
            }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(statuses == [201: 1, 409: 99])
    }

    @Test func aLostPasswordIsChosenAnewOnceAndEndsAllSignIns() async throws {
        let clinic = try await Clinic.withDirectory()
        let before = try await clinic.tokens(of: clinic.patient)
        _ = try await clinic.send(.post, Self.reset, body: #"{"email": "BEN@example.org"}"#)
        await clinic.deliverMail()
        let token = try #require(clinic.mailbox.token(for: "ben@example.org"))
        let short = #"{"token": "\#(token)", "new_password": "short"}"#
        #expect(try await clinic.send(.post, Self.choose, body: short).status == 400)
        let body = #"{"token": "\#(token)", "new_password": "another password"}"#
        #expect(try await clinic.send(.post, Self.choose, body: body).status == 204)
        let again = try await clinic.send(.post, Self.choose, body: body)
        #expect(again.status == 400)
        #expect(try again.code == "invalid_token")
        #expect(try await clinic.send(.get, "/telemedicine/api/auth/me/", token: before.access).status == 401)
        #expect(try await clinic.refresh(before.refresh).status == 401)
        #expect(try await clinic.logIn(clinic.patient).status == 401)
        #expect(try await clinic.logIn(clinic.patient, password: "another password").status == 200)
    }

    @Test func mailsToOneAddressAreFewHoweverManyAskForThem() async throws {
        let clinic = try await Clinic.withDirectory()
        for _ in 0..<20 {
            let answer = try await clinic.send(.post, Self.reset, body: #"{"email": "ben@example.org"}"#)
            #expect(answer.status == 202)
        }
        await clinic.deliverMail()
        #expect(clinic.mailbox.all.count == 3)
    }

    @Test func registrationsDoNotKeepAPasswordFromBeingReset() async throws {
        let clinic = try await Clinic.withDirectory()
        for _ in 0..<20 { _ = try await clinic.send(.post, Self.register, body: Self.body("ben@example.org")) }
        _ = try await clinic.send(.post, Self.reset, body: #"{"email": "ben@example.org"}"#)
        await clinic.deliverMail()
        #expect(clinic.mailbox.all.count == 4)
        #expect(clinic.mailbox.token(for: "ben@example.org") != nil)
    }

    @Test func registrationsWaitInAFewPlacesOnly() async throws {
        var clinic = try await Clinic.withDirectory()
        var configuration = Passwords.Configuration()
        configuration.cost = .quick
        configuration.strangersMax = 0
        clinic.dependencies.passwords = Passwords(configuration)
        for _ in 0..<5 {
            let answer = try await clinic.send(.post, Self.register, body: Self.body("eve@example.org"))
            #expect(answer.status == 503)
            #expect(try answer.code == "busy")
        }
        #expect(try await clinic.logIn(clinic.patient).status == 200)
        // Those to whom the hub was busy were not counted.
        configuration.strangersMax = 1
        clinic.dependencies.passwords = Passwords(configuration)
        #expect(try await clinic.send(.post, Self.register, body: Self.body("eve@example.org")).status == 202)
        await clinic.deliverMail()
        #expect(clinic.mailbox.all.count == 1)
    }

    @Test func nothingIsHashedForAnAddressThatGetsNoMail() async throws {
        var clinic = try await Clinic.withDirectory()
        for _ in 0..<3 { _ = try await clinic.send(.post, Self.register, body: Self.body("eve@example.org")) }
        clinic.dependencies.passwords = Passwords(.full)
        let answer = try await clinic.send(.post, Self.register, body: Self.body("eve@example.org"))
        #expect(answer.status == 202)
    }

    @Test func aPostRoomThatIsFullIsBusy() async throws {
        let clinic = try await Clinic.withDirectory()
        let email = try #require(EmailAddress("ben@example.org"))
        for _ in 0..<PostRoom.waitingMax { try await clinic.dependencies.signIn.postRoom.take(.reset(email)) }
        let answer = try await clinic.send(.post, Self.reset, body: #"{"email": "ben@example.org"}"#)
        #expect(answer.status == 503)
        #expect(try answer.code == "busy")
    }

    @Test(arguments: ["", "x", String(repeating: "A", count: 64), String(repeating: "A", count: 5000)])
    func whatIsNoTokenIsInvalid(text: String) async throws {
        let clinic = try await Clinic.withDirectory()
        let confirm = try await clinic.send(.post, Self.confirm, body: Self.token(text))
        #expect(confirm.status == 400)
        #expect(try confirm.code == "invalid_token")
        let body = #"{"token": "\#(text)", "new_password": "another password"}"#
        let choose = try await clinic.send(.post, Self.choose, body: body)
        #expect(choose.status == 400)
        #expect(try choose.code == "invalid_token")
    }

    @Test func allFieldsWithProblemsAreNamedAtOnce() async throws {
        let clinic = try await Clinic.withDirectory()
        let body = #"{"email": "nobody", "name": "", "password": "short", "role": "admin"}"#
        let answer = try await clinic.send(.post, Self.register, body: body)
        #expect(answer.status == 400)
        let problems = try answer.errors
        #expect(Set(problems.keys) == ["email", "name", "password", "role"])
    }
}
