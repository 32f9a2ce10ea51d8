import Core
import HTTPTypes
import REST
import Testing

/// What everybody may know of how the hub is, and what only administrators may.
@Suite struct HealthOverviewTests {
    private static func clinic(_ parts: HealthPart...) async throws -> Clinic {
        var clinic = try await Clinic()
        clinic.dependencies.health = { parts }
        return clinic
    }

    @Test(
        arguments: [
            ([], "ok", 200), ([.ok, .off], "ok", 200), ([.off], "ok", 200), ([.ok, .degraded], "degraded", 200),
            ([.degraded, .unavailable, .ok], "unavailable", 503),
        ] as [([HealthPart.State], String, Int)]
    )
    func theHubIsAsItsWorstPart(states: [HealthPart.State], status: String, code: Int) async throws {
        var clinic = try await Clinic()
        clinic.dependencies.health = { states.map { HealthPart("part", $0) } }
        let answer = try await clinic.send(.get, "/health/")
        #expect(answer.status == code)
        #expect(answer.text == #"{"status":"\#(status)"}"#)
    }

    @Test func onlyAdministratorsReadTheParts() async throws {
        let clinic = try await Self.clinic(HealthPart("disk", .degraded, figures: ["free_bytes": 7]))
        let answer = try await clinic.send(.get, "/health/", as: clinic.admin)
        let part = #"{"figures":{"free_bytes":7},"name":"disk","status":"degraded"}"#
        #expect(answer.text == #"{"parts":[\#(part)],"status":"degraded"}"#)
        for user in [clinic.doctor, clinic.patient, clinic.staff] {
            #expect(try await clinic.send(.get, "/health/", as: user).text == #"{"status":"degraded"}"#)
        }
        for token in ["Bearer nonsense", "Basic YTpi", "Bearer"] {
            let other = try await clinic.send(.get, "/health/", token: token)
            #expect(other.status == 200)
            #expect(other.text == #"{"status":"degraded"}"#)
        }
    }

    @Test func aHubThatStopsSaysSo() async throws {
        var clinic = try await Self.clinic(HealthPart("disk", .ok))
        clinic.dependencies.isStopping = { true }
        let answer = try await clinic.send(.get, "/health/")
        #expect(answer.status == 503)
        #expect(answer.text == #"{"status":"stopping"}"#)
    }

    @Test(arguments: ["/health", "/health/live/", "/health/x/"])
    func noOtherSpellingWorks(path: String) async throws {
        #expect(try await Clinic().send(.get, path).status == 404)
    }
}
