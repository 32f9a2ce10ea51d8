import Core
import Foundation
import HTTPTypes
import REST
import Testing

@Suite struct RouterTests {
    @Test(arguments: [
        "/telemedicine/api/consultations", "/telemedicine/api/auth/me", "/telemedicine/api//consultations/",
        "//telemedicine/api/consultations/", "/telemedicine/api/nothing/", "/", "/nothing", "/health/live/", "/health",
        "/telemedicine/ws/consultations/", "/telemedicine/api/consultations/x/y/z/", "*", "",
    ])
    func otherPathsAreNotFoundInJSON(path: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, path, as: clinic.doctor)
        #expect(answer.status == 404)
        #expect(try answer.code == "not_found")
        #expect(try answer.json["detail"] is String)
        #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
    }

    @Test func missingSlashIsNamed() async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, "/telemedicine/api/consultations", as: clinic.doctor)
        #expect(answer.text.contains("end with a slash"))
    }

    @Test func otherMethodsAreRefusedWithThoseThatWork() async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.delete, "/telemedicine/api/consultations/", as: clinic.doctor)
        #expect(answer.status == 405)
        #expect(try answer.code == "method_not_allowed")
        #expect(answer.headers[.allow] == "GET, HEAD, POST")
        #expect(try await clinic.send(.get, "/telemedicine/api/auth/login/").status == 405)
    }

    @Test(arguments: ["/health/live", "/telemedicine/api/auth/me/", "/nothing"])
    func everyAnswerStaysOutOfCaches(path: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, path)
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
    }

    @Test(arguments: ["/health/live", "/telemedicine/api/auth/me/", "/nothing"])
    func everyAnswerIsOfNoUseToAnotherPage(path: String) async throws {
        let answer = try await Clinic().send(.get, path)
        #expect(answer.header("Content-Security-Policy") == "default-src 'none'; frame-ancestors 'none'")
        #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
        #expect(answer.header("Referrer-Policy") == "no-referrer")
        #expect(answer.header("X-Frame-Options") == "DENY")
        #expect(answer.header("Strict-Transport-Security") == nil)
    }

    @Test func onlySecureClientsAreToldToStaySecure() async throws {
        var clinic = try await Clinic()
        clinic.dependencies.admit = { _, _ in .changed { $0.isSecure = true } }
        let answer = try await clinic.send(.get, "/nothing")
        #expect(answer.header("Strict-Transport-Security") == "max-age=31536000")
    }

    @Test func aRequestHasTheNameOfItsProxyOrANewOne() async throws {
        var clinic = try await Clinic()
        let names = [try await clinic.send(.get, "/health/live"), try await clinic.send(.get, "/nothing")]
            .map { $0.header("X-Request-ID") }
        #expect(names[0] != names[1])
        #expect(names.allSatisfy { $0?.wholeMatch(of: /[0-9a-z]{1,26}/) != nil })
        clinic.dependencies.makeRequestID = { "made" }
        #expect(try await clinic.send(.get, "/nothing").header("X-Request-ID") == "made")
        clinic.dependencies.admit = { _, _ in .changed { $0.requestID = "named" } }
        #expect(try await clinic.send(.get, "/nothing").header("X-Request-ID") == "named")
    }

    @Test(arguments: ["/health/live", "/telemedicine/api/auth/me/", "/nothing", "//"])
    func whatTheEdgeRefusesIsServedByNoRoute(path: String) async throws {
        var clinic = try await Clinic()
        clinic.dependencies.admit = { _, _ in
            .changed {
                $0.refusal = SocketRefusal(
                    status: .badRequest,
                    headers: [:],
                    code: "host_not_allowed",
                    detail: "The hub does not answer by this name."
                )
            }
        }
        let answer = try await clinic.send(.get, path)
        #expect(answer.status == 400)
        #expect(try answer.code == "host_not_allowed")
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
    }

    @Test func livenessNeedsNothing() async throws {
        let clinic = try await Clinic()
        clinic.journal.fail()
        let answer = try await clinic.send(.get, "/health/live")
        #expect(answer.status == 200)
        #expect(answer.text == #"{"status":"ok"}"#)
    }

    @Test func readinessNeedsAReadableJournal() async throws {
        let clinic = try await Clinic()
        let ready = try await clinic.send(.get, "/health/ready")
        #expect(ready.status == 200)
        #expect(ready.text == #"{"parts":{"journal":"ok"},"status":"ok"}"#)
        clinic.journal.fail()
        let unready = try await clinic.send(.get, "/health/ready")
        #expect(unready.status == 503)
        #expect(unready.text == #"{"parts":{"journal":"unavailable"},"status":"unavailable"}"#)
    }

    @Test func socketPathAsksForTheUpgrade() async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(.get, "/telemedicine/ws/consultations/\(Example.consultationID())/")
        #expect(answer.status == 426)
        #expect(try answer.code == "not_websocket")
        #expect(answer.headers[.upgrade] == "websocket")
    }

    @Test(
        arguments: [
            (.get, "consultations/"), (.post, "consultations/"), (.get, "consultations/\(Example.consultationID())/"),
            (.get, "consultations/\(Example.consultationID())/messages/"),
            (.post, "consultations/\(Example.consultationID())/join/"),
            (.post, "consultations/\(Example.consultationID())/start/"),
            (.post, "consultations/\(Example.consultationID())/end/"),
            (.post, "consultations/\(Example.consultationID())/cancel/"),
            (.post, "consultations/\(Example.consultationID())/leave/"), (.get, "auth/me/"),
        ] as [(HTTPMethod, String)]
    )
    func everythingElseNeedsASignIn(method: HTTPMethod, path: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(method.value, "/telemedicine/api/\(path)", body: method.body)
        #expect(answer.status == 401)
        #expect(try answer.code == "signed_out")
        #expect(clinic.desk.questions.isEmpty)
    }
}

extension Answer {
    fileprivate func header(_ name: String) -> String? {
        headers.first { $0.name.canonicalName == name.lowercased() }?.value
    }
}

extension Admission {
    fileprivate static func changed(_ change: (inout Admission) -> Void) -> Admission {
        var admission = Admission()
        change(&admission)
        return admission
    }
}
