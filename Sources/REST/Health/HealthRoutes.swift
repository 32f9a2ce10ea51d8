import Core
import Hummingbird

/// What supervisors ask: whether the process serves, and whether it can do its work.
struct HealthRoutes {
    private struct Live: ResponseEncodable {
        let status: String
    }

    private struct Ready: ResponseEncodable {
        let status: String
        let parts: [String: String]
    }

    let journal: any Journal

    func add(to router: Router<APIContext>) {
        router.get("health/live") { _, _ in Live(status: "ok") }
        router.refuseOtherMethods(at: "health/live", than: .get)
        router.get("health/ready") { [journal] _, _ in
            let state = await Self.state(of: journal)
            return EditedResponse(
                status: state == "ok" ? .ok : .serviceUnavailable,
                response: Ready(status: state, parts: ["journal": state])
            )
        }
        router.refuseOtherMethods(at: "health/ready", than: .get)
    }

    private static func state(of journal: any Journal) async -> String {
        do {
            _ = try await journal.entries(of: .directory, after: 0, limit: 1)
            return "ok"
        } catch {
            return "unavailable"
        }
    }
}
