import ArgumentParser
import Client
import Core
import Foundation

/// What list pages, counts and transcripts cost over REST, by the number of consultations in the database.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "Times of lists, statistics and transcripts over REST, with 1,000 consultations and up."
    )

    @Option(help: "The hub's executable: a release build.")
    var hub = ".build/release/hub"
    @Option(help: "Where the databases are made, and removed again.")
    var folder = "."
    @Option(help: "Consultations in the largest database; the others have a tenth and a hundredth.")
    var consultations = 100_000
    @Option(help: "Messages in each consultation.")
    var messages = 10
    @Option(help: "Requests of each kind.")
    var requests = 60
    @Option(help: "A file to which the table is added as Markdown.")
    var record: String?

    func run() async throws {
        var report = ListReport(machine: .current(), messages: messages)
        for count in [consultations / 100, consultations / 10, consultations] where count > 0 {
            report.columns.append((count, try await measure(count)))
        }
        print(report.markdown())
        if let record { try Recording.add(report.markdown(), to: record) }
    }

    private func measure(_ count: Int) async throws -> [ListRequest: Samples] {
        let scratch = folder + "/list-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: scratch,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]  // The hub opens no folder that others can read.
        )
        defer { try? FileManager.default.removeItem(atPath: scratch) }  // Left-overs are visible and harmless.
        let filling = ContinuousClock.now
        let database = try await ListDatabase.fill(scratch, consultations: count, messages: messages)
        print("\(count) consultations, \(database.entryCount) entries, written in \(filling.duration(to: .now))")
        let process = try HubRun(executable: hub, folder: scratch)
        defer { process.stop() }
        try await process.untilReady()
        var clients: [ListRequest.Asker: RESTClient] = [:]
        for asker in ListRequest.Asker.allCases {
            clients[asker] = try await RESTClient(process.address)
                .signIn(email: asker.email, password: ListDatabase.password).0
        }
        var samples: [ListRequest: Samples] = [:]
        for request in ListRequest.allCases {
            guard let client = clients[request.asker] else { continue }
            samples[request] = try await measure(request, client, database, count)
        }
        return samples
    }

    /// Each request asks for something else, as far as it can, and the first ones don't count.
    private func measure(
        _ request: ListRequest,
        _ client: RESTClient,
        _ database: ListDatabase,
        _ count: Int
    ) async throws -> Samples {
        var samples = Samples()
        let clock = ContinuousClock()
        for number in 0..<(requests + Self.warmUp) {
            let path = request.path(number, database, count)
            let time = try await clock.measure { _ = try await client.bytes(path) }
            if number >= Self.warmUp { samples.add(time) }
        }
        return samples
    }

    private static let warmUp = 5
}
