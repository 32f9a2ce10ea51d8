import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct RefreshTests {
    private static let me = "/telemedicine/api/auth/me/"

    @Test func aRefreshTokenGetsTheNextOneAndAnAccessTokenThatWorks() async throws {
        let clinic = try await Clinic.withDirectory()
        let (_, refresh) = try await clinic.tokens(of: clinic.doctor)
        let answer = try await clinic.refresh(refresh)
        #expect(answer.status == 200)
        let next = try #require(try answer.json["refresh_token"] as? String)
        #expect(next != refresh)
        let access = try #require(try answer.json["access_token"] as? String)
        #expect(try await clinic.send(.get, Self.me, token: "Bearer \(access)").status == 200)
        #expect(try await clinic.refresh(next).status == 200)
    }

    @Test func aRepeatAfterALostAnswerGetsTheSameOne() async throws {
        let clinic = try await Clinic.withDirectory()
        let (_, refresh) = try await clinic.tokens(of: clinic.doctor)
        let first = try await clinic.refresh(refresh).json["refresh_token"] as? String
        clinic.clocks.advance(by: .seconds(9))
        #expect(try await clinic.refresh(refresh).json["refresh_token"] as? String == first)
    }

    @Test func reuseEndsTheSignInWithAllItsTokens() async throws {
        let clinic = try await Clinic.withDirectory()
        let (access, refresh) = try await clinic.tokens(of: clinic.doctor)
        let next = try #require(try await clinic.refresh(refresh).json["refresh_token"] as? String)
        #expect(try await clinic.send(.get, Self.me, token: access).status == 200)
        clinic.clocks.advance(by: .seconds(10))
        let reused = try await clinic.refresh(refresh)
        #expect(reused.status == 401)
        #expect(try reused.code == "refresh_reused")
        #expect(try await clinic.send(.get, Self.me, token: access).status == 401)
        let late = try await clinic.refresh(next)
        #expect(late.status == 401)
        #expect(try late.code == "signed_out")
    }

    @Test func manyAtOnceGetOneAndTheSameNextToken() async throws {
        let clinic = try await Clinic.withDirectory()
        let (_, refresh) = try await clinic.tokens(of: clinic.doctor)
        let answers = try await withThrowingTaskGroup { group in
            for _ in 0..<50 { group.addTask { try await clinic.refresh(refresh).json["refresh_token"] as? String } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
        #expect(answers.first != nil)
    }

    @Test(arguments: ["", "x", String(repeating: "A", count: 112), String(repeating: "é", count: 56)])
    func whatIsNoRefreshTokenIsSignedOut(text: String) async throws {
        let clinic = try await Clinic.withDirectory()
        let answer = try await clinic.refresh(text)
        #expect(answer.status == 401)
        #expect(try answer.code == "signed_out")
    }

    @Test func refreshesCountAsSignInsOfTheAddress() async throws {
        var clinic = try await Clinic.withDirectory()
        let (_, refresh) = try await clinic.tokens(of: clinic.doctor)
        clinic.dependencies.admitSignIn = { _ in false }
        let answer = try await clinic.refresh(refresh)
        #expect(answer.status == 429)
        #expect(try answer.code == "too_many_sign_ins")
        clinic.dependencies.admitSignIn = { _ in true }
        #expect(try await clinic.refresh(refresh).status == 200)
    }

    @Test func anAccessTokenIsNoRefreshToken() async throws {
        let clinic = try await Clinic.withDirectory()
        let (access, _) = try await clinic.tokens(of: clinic.doctor)
        #expect(try await clinic.refresh(String(access.dropFirst(7))).status == 401)
    }

    @Test func afterLogoutNothingOfTheSignInWorks() async throws {
        let clinic = try await Clinic.withDirectory()
        let (access, refresh) = try await clinic.tokens(of: clinic.doctor)
        let other = try await clinic.tokens(of: clinic.doctor)
        #expect(try await clinic.send(.post, "/telemedicine/api/auth/logout/", token: access).status == 204)
        #expect(try await clinic.send(.get, Self.me, token: access).status == 401)
        #expect(try await clinic.refresh(refresh).status == 401)
        #expect(try await clinic.send(.get, Self.me, token: other.access).status == 200)
        #expect(try await clinic.send(.post, "/telemedicine/api/auth/logout/", token: access).status == 401)
    }

    @Test func theListOfSignInsShowsAndEndsThem() async throws {
        let clinic = try await Clinic.withDirectory()
        let path = "/telemedicine/api/auth/sessions/"
        let own = try await clinic.tokens(of: clinic.doctor)
        let other = try await clinic.tokens(of: clinic.doctor)
        let third = try await clinic.tokens(of: clinic.doctor)
        let list = try await clinic.send(.get, path, token: own.access)
        #expect(try list.json["count"] as? Int == 3)
        #expect(try list.results.count { $0["is_current"] as? Bool == true } == 1)
        let id = try #require(try list.results.first { $0["is_current"] as? Bool == false }?["id"] as? String)
        #expect(try await clinic.send(.delete, "\(path)\(id)/", as: clinic.patient).status == 404)
        #expect(try await clinic.send(.delete, "\(path)\(id)/", token: own.access).status == 204)
        #expect(try await clinic.send(.delete, "\(path)\(id)/", token: own.access).status == 404)
        #expect(try await clinic.send(.get, Self.me, token: third.access).status == 401)
        #expect(try await clinic.send(.get, Self.me, token: other.access).status == 200)
        #expect(try await clinic.send(.delete, path, token: own.access).status == 204)
        #expect(try await clinic.send(.get, Self.me, token: other.access).status == 401)
        #expect(try await clinic.send(.get, Self.me, token: own.access).status == 200)
    }
}
