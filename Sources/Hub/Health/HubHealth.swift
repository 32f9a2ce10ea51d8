import Actors
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
    let hasMailServer: Bool
    let hasJitsi: Bool
    let webhooks: Webhooks
    let clocks: any Clocks

    /// A mail that waits longer has met trouble that lasts.
    static let mailWaitMax: Duration = .seconds(15 * 60)

    func look() async -> [HealthPart] {
        [await database(), sockets, await mail(), await hooks(), providers, disk]
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
        // Somebody moved the file away: what is stored now is in it, and nobody finds it after the hub stops.
        if figures["bytes"] == nil { state = .unavailable }
        figures["log_bytes"] = DiskSpace.size(of: paths.journalLog)
        return HealthPart("database", state, figures: figures)
    }

    private var sockets: HealthPart {
        let open = gateway.connectionCount
        let isCrowded = open >= connectionsMax - connectionsMax / 10
        return HealthPart("sockets", isCrowded ? .degraded : .ok, figures: ["open": open, "most": connectionsMax])
    }

    /// Whether mails get out: nobody asks the mail server, but what waits and was given up tells.
    private func mail() async -> HealthPart {
        let now = clocks.now()
        do {
            let counts = try await journal.mailCounts(at: now)
            let age = counts.oldest.map { now - $0 } ?? .zero
            return HealthPart(
                "mail",
                age > Self.mailWaitMax ? .degraded : .ok,
                figures: [
                    "server": hasMailServer ? 1 : 0, "waiting": counts.waiting, "dead": counts.dead,
                    "oldest_seconds": Int(clamping: age.components.seconds),
                ]
            )
        } catch {
            return HealthPart("mail", .degraded)
        }
    }

    /// Whether other systems hear what happens.
    private func hooks() async -> HealthPart {
        guard let all = try? await webhooks.all() else { return HealthPart("webhooks", .degraded) }
        let (active, halted) = (all.count { $0.isActive }, all.count { $0.isHalted })
        let state: HealthPart.State = all.isEmpty ? .off : halted > 0 ? .degraded : .ok
        return HealthPart("webhooks", state, figures: ["active": active, "halted": halted])
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
