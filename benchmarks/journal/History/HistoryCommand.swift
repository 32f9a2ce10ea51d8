import ArgumentParser
import Core
import Foundation

/// What a message and a load cost, by the length of the consultation's history.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Long histories: the cost of a message, and the time until a sleeping consultation is up."
    )

    @Option(help: "Where the database is made, and removed again.")
    var folder = "."
    @Option(parsing: .upToNextOption, help: "Chat messages in a consultation's history.")
    var lengths = [10, 1_000, 10_000, 100_000]
    @Option(help: "Consultations of each length.")
    var consultations = 3
    @Option(help: "Loads of each consultation.")
    var loads = 50
    @Option(help: "A file to which the table is added as Markdown.")
    var record: String?

    func run() async throws {
        let scratch = folder + "/journal-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }  // Left-overs are visible and harmless.
        var random = SystemRandomNumberGenerator()
        let doctor = PersonID(uuid: .timeOrdered(at: ChatWorkload.time, using: &random))
        var report = HistoryReport(machine: .current())
        for length in lengths {
            var row = HistoryReport.Row(length: length)
            var ids: [ConsultationID] = []
            let writing = try HubJournal(folder: scratch)
            for _ in 0..<consultations {
                let id = ConsultationID(uuid: .timeOrdered(at: ChatWorkload.time, using: &random))
                try await write(id, by: doctor, length, ConsultationDriver(writing), &row)
                ids.append(id)
            }
            try await writing.close()
            let reading = try HubJournal(folder: scratch)
            for _ in 0..<loads {
                let driver = ConsultationDriver(reading)
                for id in ids { row.loads.add(try await driver.wake(id, by: doctor)) }
            }
            try await reading.close()
            print("\(length) messages are done")
            report.rows.append(row)
        }
        print(report.markdown())
        if let record { try Recording.add(report.markdown(), to: record) }
    }

    /// Measures the last tenth of the messages, or the last thousand.
    private func write(
        _ id: ConsultationID,
        by doctor: PersonID,
        _ length: Int,
        _ driver: ConsultationDriver,
        _ row: inout HistoryReport.Row
    ) async throws {
        try await driver.book(id, for: doctor)
        let talker = try await driver.enter(id, doctor)
        let measured = min(length, max(length / 10, 1_000))
        if length > measured { try await talker.post(length - measured) }
        row.messages.append(try await Effort.measure(rows: measured) { try await talker.post(measured) })
    }
}
