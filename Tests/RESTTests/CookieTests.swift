import Actors
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct CookieTests {
    private static let me = "/telemedicine/api/auth/me/"
    private static let logout = "/telemedicine/api/auth/logout/"

    private struct Browser {
        let cookie: String
        let csrf: String
        let setCookies: [String]

        var reading: [String: String] { ["Cookie": cookie] }
        var writing: [String: String] { ["Cookie": cookie, "X-CSRFToken": csrf] }
    }

    private func browser(_ clinic: Clinic, _ user: User) async throws -> Browser {
        let answer = try await clinic.logIn(user, more: #", "session": "cookie""#)
        #expect(answer.status == 200)
        #expect(try answer.json["access_token"] == nil)
        #expect(try answer.json["refresh_token"] == nil)
        let cookies = answer.headers[values: .setCookie]
        let pairs = cookies.compactMap { $0.split(separator: ";").first.map(String.init) }
        return Browser(
            cookie: pairs.joined(separator: "; "),
            csrf: try #require(try answer.json["csrf_token"] as? String),
            setCookies: cookies
        )
    }

    private func secureClinic() async throws -> Clinic {
        var clinic = try await Clinic.withDirectory()
        clinic.dependencies.admit = { _, _ in
            var admission = Admission()
            admission.isSecure = true
            return admission
        }
        return clinic
    }

    @Test func theCookieOfTheSignInIsForTheBrowserAlone() async throws {
        let clinic = try await secureClinic()
        let cookies = try await browser(clinic, clinic.doctor).setCookies
        #expect(cookies.count == 2)
        #expect(
            cookies.allSatisfy { $0.contains("; Path=/;") && $0.contains("SameSite=Lax") && $0.contains("; Secure") }
        )
        #expect(cookies.first { $0.hasPrefix("__Host-sessionid=") }?.contains("HttpOnly") == true)
        #expect(cookies.first { $0.hasPrefix("__Host-csrftoken=") }?.contains("HttpOnly") == false)
        #expect(cookies.allSatisfy { $0.contains("Max-Age=43200") })
    }

    @Test func withoutEncryptionTheCookieStillWorks() async throws {
        let clinic = try await Clinic.withDirectory()
        let browser = try await browser(clinic, clinic.doctor)
        #expect(!browser.setCookies.contains { $0.contains("Secure") })
        let answer = try await clinic.send(.get, Self.me, headers: browser.reading)
        #expect(answer.status == 200)
        #expect(try answer.json["id"] as? String == clinic.doctor.id.description)
    }

    /// A neighbour of the domain can set a cookie for it, and the browser may send that one first.
    @Test func ofTwoCookiesNeitherCounts() async throws {
        let clinic = try await Clinic.withDirectory()
        let own = try await browser(clinic, clinic.doctor).cookie
        let planted = try await browser(clinic, clinic.patient).cookie
        for cookie in ["\(planted); \(own)", "\(own); \(planted)", "sessionid=; \(own)", "\(own);sessionid=x"] {
            let answer = try await clinic.send(.get, Self.me, headers: ["Cookie": cookie])
            #expect(answer.status == 401)
            #expect(try answer.code == "signed_out")
        }
        let others = "a=b;  \(own) ; xsessionid=x; sessionid2=y; SESSIONID=z"
        #expect(try await clinic.send(.get, Self.me, headers: ["Cookie": others]).status == 200)
    }

    @Test func onAnEncryptedConnectionOnlyTheHostsOwnCookieCounts() async throws {
        let clinic = try await secureClinic()
        let browser = try await browser(clinic, clinic.doctor)
        #expect(browser.cookie.hasPrefix("__Host-sessionid="))
        #expect(try await clinic.send(.get, Self.me, headers: browser.reading).status == 200)
        let plain = browser.cookie.replacing("__Host-", with: "")
        #expect(try await clinic.send(.get, Self.me, headers: ["Cookie": plain]).status == 401)
        let both = "sessionid=planted; \(browser.cookie)"
        #expect(try await clinic.send(.get, Self.me, headers: ["Cookie": both]).status == 200)
        let out = try await clinic.send(.post, Self.logout, headers: browser.writing)
        #expect(out.headers[values: .setCookie].count { $0.hasPrefix("__Host-") && $0.contains("Max-Age=0") } == 2)
    }

    @Test func whatChangesSomethingNeedsThePagesToken() async throws {
        let clinic = try await Clinic.withDirectory()
        let browser = try await browser(clinic, clinic.doctor)
        let other = try await self.browser(clinic, clinic.doctor)
        for headers in [browser.reading, ["Cookie": browser.cookie, "X-CSRFToken": other.csrf]] {
            let answer = try await clinic.send(.post, Self.logout, headers: headers)
            #expect(answer.status == 403)
            #expect(try answer.code == "csrf_failed")
        }
        // Nobody knows whose page it was, so it is counted.
        #expect(clinic.trail.turnedAway == ["post_auth_logout csrf_failed", "post_auth_logout csrf_failed"])
        let answer = try await clinic.send(.post, Self.logout, headers: browser.writing)
        #expect(answer.status == 204)
        #expect(answer.headers[values: .setCookie].count { $0.contains("Max-Age=0") } == 2)
        #expect(try await clinic.send(.get, Self.me, headers: browser.reading).status == 401)
        #expect(try await clinic.send(.get, Self.me, headers: other.reading).status == 200)
    }

    @Test func aCookieExpires() async throws {
        let clinic = try await Clinic.withDirectory()
        let browser = try await browser(clinic, clinic.doctor)
        clinic.clocks.advance(by: .seconds(12 * 60 * 60) - .milliseconds(1))
        #expect(try await clinic.send(.get, Self.me, headers: browser.reading).status == 200)
        clinic.clocks.advance(by: .milliseconds(1))
        #expect(try await clinic.send(.get, Self.me, headers: browser.reading).status == 401)
    }

    @Test func aFieldWithATokenHasTheLastWord() async throws {
        let clinic = try await Clinic.withDirectory()
        let browser = try await browser(clinic, clinic.doctor)
        let answer = try await clinic.send(.get, Self.me, token: "Bearer x", headers: browser.reading)
        #expect(answer.status == 401)
        let patient = try await clinic.tokens(of: clinic.patient)
        let own = try await clinic.send(.get, Self.me, token: patient.access, headers: browser.reading)
        #expect(try own.json["id"] as? String == clinic.patient.id.description)
    }

    @Test func anotherRoleHoldsAtOnceAndNotOnlyUntilTheNextLook() async throws {
        let clinic = try await Clinic.withDirectory()
        let browser = try await browser(clinic, clinic.staff)
        #expect(try await clinic.send(.get, "/telemedicine/api/users/", headers: browser.reading).status == 403)
        var change = Directory.Change()
        change.role = .admin
        _ = try await clinic.dependencies.signIn.directory.change(clinic.staff.id, change, by: .hub)
        #expect(try await clinic.send(.get, "/telemedicine/api/users/", headers: browser.reading).status == 200)
        change.role = .staff
        _ = try await clinic.dependencies.signIn.directory.change(clinic.staff.id, change, by: .hub)
        clinic.clocks.advance(by: .seconds(2 * 60 * 60))
        #expect(try await clinic.send(.get, "/telemedicine/api/users/", headers: browser.reading).status == 403)
    }

    @Test(arguments: ["sessionid=x", "sessionid=", "sessionid", "sessionid=\"", ";;;=", "a=b"])
    func badCookieIsSignedOut(cookie: String) async throws {
        let clinic = try await Clinic.withDirectory()
        let answer = try await clinic.send(.get, Self.me, headers: ["Cookie": cookie])
        #expect(answer.status == 401)
        #expect(try answer.code == "signed_out")
    }

    @Test func aRefreshTokenIsNoCookie() async throws {
        let clinic = try await Clinic.withDirectory()
        let (_, refresh) = try await clinic.tokens(of: clinic.doctor)
        #expect(try await clinic.send(.get, Self.me, headers: ["Cookie": "sessionid=\(refresh)"]).status == 401)
    }
}
