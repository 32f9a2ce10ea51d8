import ArgumentParser
import Foundation
import Gateway

/// Judges the configuration without starting anything.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge the configuration in the environment."
    )

    @Flag(help: "List every environment variable with its meaning and default instead.")
    var list = false

    func run() async throws {
        if list {
            for setting in HubSettings.all { Terminal.say(Self.describe(setting)) }
            return
        }
        try await reportingFailure {
            let configuration = try HubConfiguration.read()
            try Self.refuseUnknown(in: ProcessInfo.processInfo.environment.keys)
            try configuration.folder.check()
            _ = try configuration.requiredMasterKey()
            if let files = configuration.certificate { _ = try files.pair(of: files.read()) }
            for warning in configuration.warnings(openFiles: OpenFiles.raiseLimit()) {
                Terminal.complain("Warning: \(warning)")
            }
            Terminal.say(
                "The configuration is fine: \(configuration.scheme)://\(configuration.host):\(configuration.port)"
            )
        }
    }

    /// A misspelt name would otherwise be ignored silently.
    static func refuseUnknown(in names: some Sequence<String>) throws(CommandFailure) {
        let known = Set(HubSettings.all.map(\.name))
        // LASO_HUB_… tells clients and tests where a hub is; the hub itself does not read it.
        let unknown = names.filter { $0.hasPrefix("LASO_") && !$0.hasPrefix("LASO_HUB_") && !known.contains($0) }
        guard let name = unknown.min() else { return }
        throw CommandFailure(.configuration, "\(name) is not a variable of the hub; `hub check --list` shows them all.")
    }

    private static func describe(_ setting: any AnySetting) -> String {
        """
        \(setting.name)
            \(setting.meaning)
            \(setting.rule); default: \(setting.standard)
        """
    }
}
