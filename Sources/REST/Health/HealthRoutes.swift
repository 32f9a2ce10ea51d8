import Core
import Hummingbird

/// What supervisors ask: whether the process serves, and whether it can do its work.
struct HealthRoutes: EndpointGroup {
    private struct Live: ResponseEncodable {
        let status: String
    }

    private struct Ready: ResponseEncodable {
        let status: String
        let parts: [String: String]
    }

    private static let live = Endpoint(
        .get,
        "/health/live",
        "Whether the process serves",
        access: .everyone,
        answers: [.ok: .object([.required("status", .choice(["ok"]))])]
    )

    private static let readiness = JSONSchema.object([
        .required("status", .choice(["ok", "stopping", "unavailable"])),
        .required("parts", .object([.required("journal", .choice(["ok", "unavailable"]))])),
    ])

    private static let ready = Endpoint(
        .get,
        "/health/ready",
        "Whether the hub can do its work",
        access: .everyone,
        answers: [.ok: readiness, .serviceUnavailable: readiness]
    )

    static let endpoints = [live, ready]

    private let journal: any Journal
    private let isStopping: @Sendable () -> Bool

    init(_ dependencies: RESTDependencies) {
        journal = dependencies.journal
        isStopping = dependencies.isStopping
    }

    func add(to routes: Routes) {
        routes.onOpen(Self.live) { _, _ in Live(status: "ok") }
        routes.onOpen(Self.ready) { [journal, isStopping] _, _ in
            let journalState = await Self.state(of: journal)
            let state = isStopping() ? "stopping" : journalState
            return EditedResponse(
                status: state == "ok" ? .ok : .serviceUnavailable,
                response: Ready(status: state, parts: ["journal": journalState])
            )
        }
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
