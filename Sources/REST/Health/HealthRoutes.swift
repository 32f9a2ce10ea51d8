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
    let isStopping: @Sendable () -> Bool

    func add(to router: Router<APIContext>) {
        router.get("health/live") { _, _ in Live(status: "ok") }
        router.refuseOtherMethods(at: "health/live", than: .get)
        router.get("health/ready") { [journal, isStopping] _, _ in
            let journalState = await Self.state(of: journal)
            let state = isStopping() ? "stopping" : journalState
            return EditedResponse(
                status: state == "ok" ? .ok : .serviceUnavailable,
                response: Ready(status: state, parts: ["journal": journalState])
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
