import ArgumentParser
import Client
import Core
import Foundation
import Persistence

/// How long a hub takes from the start of its process until it serves, with an empty and with a full database.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Time from the start of the hub's process to its first answers, with very many consultations."
    )

    @Option(help: "The hub's executable: a release build.")
    var hub = ".build/release/hub"
    @Option(help: "Where the databases are made, and removed again.")
    var folder = "."
    @Option(help: "Consultations in the full database.")
    var consultations = 100_000
    @Option(help: "Starts of each kind, in turn.")
    var rounds = 5
    @Option(help: "A file to which the table is added as Markdown.")
    var record: String?

    func run() async throws {
        let scratch = folder + "/journal-benchmark-\(UUID().uuidString)"
        let (empty, full) = (scratch + "/empty", scratch + "/full")
        for path in [empty, full] {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]  // The hub opens no folder that others can read.
            )
        }
        defer { try? FileManager.default.removeItem(atPath: scratch) }  // Left-overs are visible and harmless.
        let clock = ContinuousClock()
        let now = SystemClocks().now()
        _ = try await FullDatabase.fill(empty, consultations: 50, at: now)
        let filling = ContinuousClock.now
        let database = try await FullDatabase.fill(full, consultations: consultations, at: now)
        guard let open = database.open else { throw ValidationError("There must be at least one consultation.") }
        let filled = filling.duration(to: .now)
        print("\(consultations) consultations, \(database.entryCount) entries, written in \(filled)")
        var report = StartReport(machine: .current(), consultations: consultations, entries: database.entryCount)
        for _ in 0..<rounds {
            report.empty.append(try await start(empty, joining: nil, clock))
            report.full.append(try await start(full, joining: open, clock))
            report.parts.append(try await StartParts.measure(full))
        }
        print(report.markdown())
        if let record { try Recording.add(report.markdown(), to: record) }
    }

    private func start(
        _ folder: String,
        joining id: ConsultationID?,
        _ clock: ContinuousClock
    ) async throws -> StartTimes {
        let start = ContinuousClock.now
        let process = try HubRun(executable: hub, folder: folder)
        defer { process.stop() }
        try await process.untilReady()
        var times = StartTimes(ready: start.duration(to: .now))
        guard let id else { return times }
        let client = RESTClient(process.address)
        let signingIn = ContinuousClock.now
        let (signedIn, _) = try await client.signIn(email: FullDatabase.email, password: FullDatabase.password)
        times.signIn = signingIn.duration(to: .now)
        times.join = try await clock.measure { _ = try await signedIn.join(id.description) }
        times.list = try await clock.measure { _ = try await signedIn.consultations() }
        return times
    }
}
