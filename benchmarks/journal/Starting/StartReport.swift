import Foundation

/// From the start of the process to the first answers.
struct StartTimes {
    var ready: Duration
    /// Slow on purpose: the password's hash.
    var signIn: Duration?
    var join: Duration?
    var list: Duration?

    init(ready: Duration) {
        self.ready = ready
    }
}

/// What ``StartCommand`` measured, as Markdown.
struct StartReport {
    let machine: Machine
    let consultations: Int
    let entries: Int
    var empty: [StartTimes] = []
    var full: [StartTimes] = []
    var parts: [StartParts] = []

    func markdown() -> String {
        let lines: [(String, [Duration])] = [
            ("process start to ready, nearly empty database", empty.map(\.ready)),
            ("process start to ready, full database", full.map(\.ready)),
            ("of that: opening the files", parts.map(\.open)),
            ("of that: reading who wants to be woken", parts.map(\.wakes)),
            ("first sign-in (password hash, and the directory is read)", full.compactMap(\.signIn)),
            ("first join (ticket)", full.compactMap(\.join)),
            ("first list", full.compactMap(\.list)),
        ]
        let rows = lines.map { name, times in
            let sorted = times.map(\.milliseconds)
            return "| \(name) | \(Self.text(sorted.median)) | \(Self.text(sorted.max() ?? 0)) |"
        }
        return
            ([
                "A start with \(consultations) consultations (\(entries) entries), on \(machine).",
                "", "| what | median, ms | max, ms |", "|---|---|---|",
            ] + rows).joined(separator: "\n") + "\n"
    }

    private static func text(_ value: Double) -> String { String(format: "%.1f", value) }
}
