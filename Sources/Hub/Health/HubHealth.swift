import Core
import Gateway
import Persistence
import REST

/// Looks at the parts of a running hub, for `/health/`.
struct HubHealth: Sendable {
    let journal: SQLiteJournal
    let paths: StorePaths
    let folder: String
    let gateway: SocketServer
    let connectionsMax: Int
    let hasJitsi: Bool

    func look() async -> [HealthPart] {
        [await database(), sockets, providers, disk]
    }

    /// Whether it can be read, and whether what was written last could be.
    private func database() async -> HealthPart {
        var state = journal.isTroubled ? HealthPart.State.degraded : .ok
        do {
            _ = try await journal.entries(of: .directory, after: 0, limit: 1)
        } catch {
            state = .unavailable
        }
        var figures = ["waiting_entries": journal.pendingCount]
        figures["bytes"] = DiskSpace.size(of: paths.journal)
        figures["log_bytes"] = DiskSpace.size(of: paths.journalLog)
        return HealthPart("database", state, figures: figures)
    }

    private var sockets: HealthPart {
        let open = gateway.connectionCount
        let isCrowded = open >= connectionsMax - connectionsMax / 10
        return HealthPart("sockets", isCrowded ? .degraded : .ok, figures: ["open": open, "most": connectionsMax])
    }

    /// Whether an outside service is set up; nobody asks it.
    private var providers: HealthPart {
        HealthPart("providers", hasJitsi ? .ok : .off, figures: ["jitsi": hasJitsi ? 1 : 0])
    }

    private var disk: HealthPart {
        guard let space = DiskSpace(of: folder) else { return HealthPart("disk", .degraded) }
        let figures = ["free_bytes": space.freeBytes, "bytes": space.totalBytes]
        return HealthPart("disk", space.state, figures: figures)
    }
}
