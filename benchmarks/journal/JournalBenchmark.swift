import ArgumentParser

/// What the journal costs, measured: see `docs/performance.md`.
@main struct JournalBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal-benchmark",
        abstract: "Measure the journal beside bare SQLite on the same disk.",
        subcommands: [
            WriteCommand.self, SnapshotCommand.self, HistoryCommand.self, StartCommand.self, ListCommand.self,
        ]
    )
}
