import Actors
import Auth
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct AccountTests {
    private static let me = "/telemedicine/api/auth/me/"
    private static let password = "/telemedicine/api/auth/password/"
    private static let totp = "/telemedicine/api/auth/totp/"

    @Test func peopleChangeTheirNameLanguageAndTimeZone() async throws {
        let clinic = try await Clinic.withDirectory()
        let body = #"{"name": "Ada Byron", "language": "de-AT", "time_zone": "Europe/Vienna"}"#
        let answer = try await clinic.send(.patch, Self.me, as: clinic.doctor, body: body)
        #expect(answer.status == 200)
        #expect(try answer.json["name"] as? String == "Ada Byron")
        #expect(try await clinic.send(.get, Self.me, as: clinic.doctor).text == answer.text)
        let cleared = try await clinic.send(.patch, Self.me, as: clinic.doctor, body: #"{"language": ""}"#)
        let left = try cleared.json
        #expect(left["language"] is NSNull)
        #expect(try cleared.json["time_zone"] as? String == "Europe/Vienna")
    }

    @Test(arguments: [
        #"{"name": ""}"#, #"{"name": "A\u0000"}"#, #"{"language": "d"}"#, #"{"language": "de_AT"}"#,
        #"{"time_zone": "Europe/Nowhere At All"}"#, #"{"time_zone": "../etc/passwd\u0000"}"#, #"{"role": "admin"}"#,
        #"{"name": 7}"#,
    ])
    func nonsenseIsRefusedAndChangesNothing(body: String) async throws {
        let clinic = try await Clinic.withDirectory()
        let before = try await clinic.send(.get, Self.me, as: clinic.doctor).text
        let answer = try await clinic.send(.patch, Self.me, as: clinic.doctor, body: body)
        #expect(answer.status == 400)
        #expect(try answer.code == "invalid")
        #expect(try await clinic.send(.get, Self.me, as: clinic.doctor).text == before)
    }

    @Test func whoeverChangesThemselvesAllTheTimeHasToWait() async throws {
        let clinic = try await Clinic.withDirectory()
        for index in 0..<10 {
            let body = #"{"name": "Ada \#(index)"}"#
            #expect(try await clinic.send(.patch, Self.me, as: clinic.doctor, body: body).status == 200)
        }
        let body = #"{"name": "Ada again"}"#
        let refused = try await clinic.send(.patch, Self.me, as: clinic.doctor, body: body)
        #expect(refused.status == 429)
        #expect(try refused.code == "too_many_requests")
        #expect(refused.headers[.retryAfter] == "360")
        #expect(try await clinic.send(.patch, Self.me, as: clinic.patient, body: body).status == 200)
        clinic.clocks.advance(by: .seconds(360))
        #expect(try await clinic.send(.patch, Self.me, as: clinic.doctor, body: body).status == 200)
    }

    @Test func aNewPasswordEndsAllOtherSignIns() async throws {
        let clinic = try await Clinic.withDirectory()
        let own = try await clinic.tokens(of: clinic.doctor)
        let other = try await clinic.tokens(of: clinic.doctor)
        let body = #"{"current_password": "\#(FakeUsers.password)", "new_password": "another password"}"#
        #expect(try await clinic.send(.post, Self.password, token: own.access, body: body).status == 204)
        #expect(try await clinic.send(.get, Self.me, token: own.access).status == 200)
        #expect(try await clinic.send(.get, Self.me, token: other.access).status == 401)
        #expect(try await clinic.logIn(clinic.doctor).status == 401)
        #expect(try await clinic.logIn(clinic.doctor, password: "another password").status == 200)
        let again = try await clinic.send(.post, Self.password, token: own.access, body: body)
        #expect(again.status == 400)
        #expect(try again.errors == ["current_password": ["Is not your password."]])
    }

    @Test func guessingAPasswordGetsSlow() async throws {
        let clinic = try await Clinic.withDirectory()
        for _ in 0..<5 { #expect(try await clinic.logIn(clinic.doctor, password: "wrong password").status == 401) }
        let refused = try await clinic.logIn(clinic.doctor)
        #expect(refused.status == 429)
        #expect(try refused.code == "too_many_sign_ins")
        #expect(refused.headers[.retryAfter] == "1")
        #expect(try await clinic.logIn(clinic.patient).status == 200)
        clinic.clocks.advance(by: .seconds(1))
        #expect(try await clinic.logIn(clinic.doctor).status == 200)
    }

    @Test func guessesFromElsewhereKeepNobodyOut() async throws {
        let clinic = try await Clinic.withDirectory().withAddresses()
        let home = ["X-Address": "1"]
        for _ in 0..<8 {
            _ = try await clinic.logIn(clinic.doctor, password: "wrong password", headers: ["X-Address": "2"])
        }
        #expect(try await clinic.logIn(clinic.doctor, headers: ["X-Address": "2"]).status == 429)
        #expect(try await clinic.logIn(clinic.doctor, headers: home).status == 200)
        for index in 0..<60 {
            let other = ["X-Address": "\(100 + index)"]
            _ = try await clinic.logIn(clinic.doctor, password: "wrong password", headers: other)
        }
        #expect(try await clinic.logIn(clinic.doctor, headers: ["X-Address": "3"]).status == 429)
        #expect(try await clinic.logIn(clinic.doctor, headers: home).status == 200)
    }

    @Test func nobodysAccountGetsSlowInTheSameWay() async throws {
        let clinic = try await Clinic.withDirectory()
        let body = #"{"email": "zoe@example.org", "password": "wrong password"}"#
        for _ in 0..<5 { #expect(try await clinic.send(.post, Clinic.loginPath, body: body).status == 401) }
        #expect(try await clinic.send(.post, Clinic.loginPath, body: body).status == 429)
    }

    @Test func theSecondFactorIsAskedForOnceItWasConfirmed() async throws {
        let clinic = try await Clinic.withDirectory()
        let own = try await clinic.tokens(of: clinic.doctor).access
        let secret = try await enrol(clinic, own)
        #expect(try await clinic.logIn(clinic.doctor).status == 200)
        let codes = try await confirm(clinic, own, secret)
        #expect(codes.count == RecoveryCodes.count)
        let missing = try await clinic.logIn(clinic.doctor)
        #expect(missing.status == 401)
        #expect(try missing.code == "second_factor_required")
        clinic.clocks.advance(by: .seconds(30))
        let code = OneTimeCode(secret: secret).code(of: OneTimeCode.step(at: clinic.clocks.now()))
        #expect(try await clinic.logIn(clinic.doctor, more: #", "code": "\#(code)""#).status == 200)
        let again = try await clinic.logIn(clinic.doctor, more: #", "code": "\#(code)""#)
        #expect(again.status == 401)
        #expect(try again.code == "bad_second_factor")
        let recovery = #", "recovery_code": "\#(codes[0].lowercased())""#
        #expect(try await clinic.logIn(clinic.doctor, more: recovery).status == 200)
        #expect(try await clinic.logIn(clinic.doctor, more: recovery).status == 401)
        let standing = try await clinic.send(.get, Self.totp, token: own)
        #expect(try standing.json["recovery_codes_left"] as? Int == RecoveryCodes.count - 1)
    }

    /// Who knows the password clears the account's failures with it: by asking for it as somebody who is signed in.
    @Test func onlyARightCodeClearsTheGuessesOfCodes() async throws {
        let clinic = try await Clinic.withDirectory()
        let own = try await clinic.tokens(of: clinic.doctor).access
        let secret = try await enrol(clinic, own)
        _ = try await confirm(clinic, own, secret)
        let password = #"{"current_password": "\#(FakeUsers.password)", "new_password": "\#(FakeUsers.password)"}"#
        for _ in 0..<5 {
            let wrong = try await clinic.logIn(clinic.doctor, more: #", "code": "12345""#)
            #expect(try wrong.code == "bad_second_factor")
            let path = "/telemedicine/api/auth/password/"
            #expect(try await clinic.send(.post, path, token: own, body: password).status == 204)
        }
        let refused = try await clinic.logIn(clinic.doctor, more: #", "code": "12345""#)
        #expect(refused.status == 429)
        #expect(try refused.code == "too_many_sign_ins")
        clinic.clocks.advance(by: .seconds(30))
        let code = OneTimeCode(secret: secret).code(of: OneTimeCode.step(at: clinic.clocks.now()))
        #expect(try await clinic.logIn(clinic.doctor, more: #", "code": "\#(code)""#).status == 200)
        let again = try await clinic.logIn(clinic.doctor, more: #", "code": "12345""#)
        #expect(try again.code == "bad_second_factor")
    }

    @Test func aWrongPasswordTellsNothingOfTheSecondFactor() async throws {
        let clinic = try await Clinic.withDirectory()
        let own = try await clinic.tokens(of: clinic.doctor).access
        _ = try await confirm(clinic, own, try await enrol(clinic, own))
        let answer = try await clinic.logIn(clinic.doctor, password: "wrong password")
        #expect(try answer.code == "bad_credential")
    }

    @Test func theSecondFactorIsTakenAwayWithThePassword() async throws {
        let clinic = try await Clinic.withDirectory()
        let own = try await clinic.tokens(of: clinic.doctor).access
        _ = try await confirm(clinic, own, try await enrol(clinic, own))
        let wrong = #"{"password": "wrong password"}"#
        #expect(try await clinic.send(.post, "\(Self.totp)remove/", token: own, body: wrong).status == 400)
        let right = #"{"password": "\#(FakeUsers.password)"}"#
        #expect(try await clinic.send(.post, "\(Self.totp)remove/", token: own, body: right).status == 204)
        #expect(try await clinic.logIn(clinic.doctor).status == 200)
    }

    @Test func aWrongCodeConfirmsNothing() async throws {
        let clinic = try await Clinic.withDirectory()
        let own = try await clinic.tokens(of: clinic.doctor).access
        let early = try await clinic.send(.post, "\(Self.totp)confirm/", token: own, body: #"{"code": "123456"}"#)
        #expect(early.status == 409)
        _ = try await enrol(clinic, own)
        let wrong = try await clinic.send(.post, "\(Self.totp)confirm/", token: own, body: #"{"code": "12345"}"#)
        #expect(wrong.status == 400)
        #expect(try await clinic.logIn(clinic.doctor).status == 200)
    }

    private func enrol(_ clinic: Clinic, _ token: String) async throws -> [UInt8] {
        let body = #"{"password": "\#(FakeUsers.password)"}"#
        let answer = try await clinic.send(.post, Self.totp, token: token, body: body)
        #expect(answer.status == 201)
        let account = try await clinic.dependencies.signIn.accounts.account(of: clinic.doctor.id)
        let secret = try #require(account.secondFactor?.secret.value)
        #expect(try answer.json["secret"] as? String == Base32Text.text(of: secret))
        return secret
    }

    private func confirm(_ clinic: Clinic, _ token: String, _ secret: [UInt8]) async throws -> [String] {
        let code = OneTimeCode(secret: secret).code(of: OneTimeCode.step(at: clinic.clocks.now()))
        let answer = try await clinic.send(
            .post,
            "\(Self.totp)confirm/",
            token: token,
            body: #"{"code": "\#(code)"}"#
        )
        #expect(answer.status == 200)
        return try #require(try answer.json["recovery_codes"] as? [String])
    }
}
