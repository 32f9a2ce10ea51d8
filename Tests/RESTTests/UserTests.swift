import Actors
import Auth
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct UserTests {
    private static let users = "/telemedicine/api/users/"
    private static let me = "/telemedicine/api/auth/me/"

    private static func path(_ user: User) -> String { "\(users)\(user.id)/" }

    @Test func administratorsFindPeople() async throws {
        let clinic = try await Clinic.withDirectory()
        let all = try await clinic.send(.get, Self.users, as: clinic.admin)
        #expect(all.status == 200)
        #expect(try all.json["count"] as? Int == 4)
        let found = try await clinic.send(.get, "\(Self.users)?search=be&role=patient", as: clinic.admin)
        #expect(try found.results.map { $0["name"] as? String } == ["Ben"])
        let page = try await clinic.send(.get, "\(Self.users)?page_size=1&search=example.org", as: clinic.admin)
        let next = try #require(try page.json["next"] as? String)
        let second = try await clinic.send(.get, next, as: clinic.admin).json
        #expect(second["previous"] is String)
        let one = try await clinic.send(.get, Self.path(clinic.doctor), as: clinic.admin)
        #expect(try one.json["email"] as? String == "ada@example.org")
        #expect(try one.json["is_disabled"] as? Bool == false)
        #expect(try await clinic.send(.get, "\(Self.users)\(UUID())/", as: clinic.admin).status == 404)
        #expect(try await clinic.send(.get, "\(Self.users)?role=wizard", as: clinic.admin).status == 400)
    }

    @Test func whoeverIsAddedWithoutAPasswordChoosesOneByMail() async throws {
        let clinic = try await Clinic.withDirectory()
        let body = #"{"email": "eve@example.org", "name": "Eve", "role": "doctor"}"#
        let answer = try await clinic.send(.post, Self.users, as: clinic.admin, body: body)
        #expect(answer.status == 201)
        let location = try #require(answer.headers[.location])
        #expect(try await clinic.send(.get, location, as: clinic.admin).text == answer.text)
        #expect(try await clinic.send(.post, Self.users, as: clinic.admin, body: body).status == 409)
        let login = #"{"email": "eve@example.org", "password": ""}"#
        #expect(try await clinic.send(.post, Clinic.loginPath, body: login).status == 401)
        await clinic.deliverMail()
        let token = try #require(clinic.mailbox.token(for: "eve@example.org"))
        let choice = #"{"token": "\#(token)", "new_password": "another password"}"#
        let path = "/telemedicine/api/auth/password/reset/confirm/"
        #expect(try await clinic.send(.post, path, body: choice).status == 204)
        let right = #"{"email": "eve@example.org", "password": "another password"}"#
        #expect(try await clinic.send(.post, Clinic.loginPath, body: right).status == 200)
    }

    @Test func whoeverIsKeptOutLosesEverythingAtOnce() async throws {
        let clinic = try await Clinic.withDirectory()
        let tokens = try await clinic.tokens(of: clinic.doctor)
        let out = #"{"is_disabled": true}"#
        let answer = try await clinic.send(.patch, Self.path(clinic.doctor), as: clinic.admin, body: out)
        #expect(answer.status == 200)
        #expect(try answer.json["is_disabled"] as? Bool == true)
        #expect(try await clinic.send(.get, Self.me, token: tokens.access).status == 401)
        #expect(try await clinic.refresh(tokens.refresh).status == 401)
        let refused = try await clinic.logIn(clinic.doctor)
        #expect(refused.status == 401)
        #expect(try refused.code == "bad_credential")
        let back = #"{"is_disabled": false}"#
        #expect(try await clinic.send(.patch, Self.path(clinic.doctor), as: clinic.admin, body: back).status == 200)
        #expect(try await clinic.refresh(tokens.refresh).status == 401)
        #expect(try await clinic.logIn(clinic.doctor).status == 200)
    }

    /// A sign-in of before may have been left, where the hub stopped between keeping them out and ending it.
    @Test func whatWasOpenEndsBeforeSomebodyIsLetInAgain() async throws {
        let clinic = try await Clinic.withDirectory()
        let tokens = try await clinic.tokens(of: clinic.doctor)
        var change = Directory.Change()
        change.isDisabled = true
        _ = try await clinic.dependencies.signIn.directory.change(clinic.doctor.id, change, by: .hub)
        let before = clinic.diary.all.count
        let back = #"{"is_disabled": false}"#
        #expect(try await clinic.send(.patch, Self.path(clinic.doctor), as: clinic.admin, body: back).status == 200)
        #expect(clinic.diary.all.dropFirst(before) == ["ended 1", "let in"])
        #expect(try await clinic.refresh(tokens.refresh).status == 401)
    }

    @Test func anotherRoleTakesTheOldTokensAwayAndTheRefreshTokenGetsNewOnes() async throws {
        let clinic = try await Clinic.withDirectory()
        let tokens = try await clinic.tokens(of: clinic.staff)
        let body = #"{"role": "admin"}"#
        #expect(try await clinic.send(.patch, Self.path(clinic.staff), as: clinic.admin, body: body).status == 200)
        #expect(try await clinic.send(.get, Self.me, token: tokens.access).status == 401)
        let renewed = try await clinic.refresh(tokens.refresh)
        let access = try #require(try renewed.json["access_token"] as? String)
        #expect(try await clinic.send(.get, Self.users, token: "Bearer \(access)").status == 200)
    }

    @Test func administratorsCannotShutThemselvesOut() async throws {
        let clinic = try await Clinic.withDirectory()
        for body in [#"{"is_disabled": true}"#, #"{"role": "patient"}"#] {
            let answer = try await clinic.send(.patch, Self.path(clinic.admin), as: clinic.admin, body: body)
            #expect(answer.status == 409)
            #expect(try answer.code == "own_account")
        }
        let name = #"{"name": "Dora Dove"}"#
        #expect(try await clinic.send(.patch, Self.path(clinic.admin), as: clinic.admin, body: name).status == 200)
    }

    @Test(arguments: [
        #"{"email": "x", "name": "Eve", "role": "doctor"}"#, #"{"email": "e@x.example", "name": "", "role": "doctor"}"#,
        #"{"email": "e@x.example", "name": "Eve", "role": "wizard"}"#, #"{"email": "e@x.example", "name": "Eve"}"#,
        #"{"email": "e@x.example", "name": "Eve", "role": "doctor", "password": "short"}"#,
        #"{"email": "e@x.example", "name": "Eve", "role": "doctor", "id": "1"}"#, "[]", "{",
    ])
    func nonsenseIsRefusedAndAddsNobody(body: String) async throws {
        let clinic = try await Clinic.withDirectory()
        #expect(try await clinic.send(.post, Self.users, as: clinic.admin, body: body).status == 400)
        #expect(try await clinic.send(.get, Self.users, as: clinic.admin).json["count"] as? Int == 4)
    }

    @Test func theRepeatUnderItsKeyAddsThePersonOnce() async throws {
        let clinic = try await Clinic.withDirectory()
        let body = #"{"email": "eve@example.org", "name": "Eve", "role": "doctor"}"#
        let key = ["Idempotency-Key": "eve"]
        let first = try await clinic.send(.post, Self.users, as: clinic.admin, headers: key, body: body)
        let second = try await clinic.send(.post, Self.users, as: clinic.admin, headers: key, body: body)
        #expect(first.status == 201)
        #expect(second.status == 201)
        #expect(first.text == second.text)
    }

    @Test func thePublicKeysAreThereForEverybody() async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, "/.well-known/jwks.json")
        #expect(answer.status == 200)
        #expect(answer.headers[.cacheControl] == "public, max-age=60")
        let keys = try #require(try answer.json["keys"] as? [[String: String]])
        #expect(keys.count == 1)
        #expect(keys[0]["kty"] == "EC")
        #expect(keys[0]["alg"] == "ES256")
        #expect(keys[0]["x"]?.count == 43)
        #expect(keys[0]["kid"] == clinic.tokens.publicKeys[0].id)
    }
}
