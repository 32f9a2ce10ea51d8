import Foundation

/// What a person types, line by line.
enum DemoKeyboard {
    /// One typed line.
    enum Entry: Sendable, Hashable {
        case command(DemoCommandWord)
        case drop
        case help
        case unknown(String)
    }

    /// What can be typed.
    static let help = [
        "What you type is chat, unless it is a command:",
        "/admit  /start  /hold  /resume  /end    for the doctor",
        "/drop    cut your connection; it comes back by itself",
        "/leave   leave the visit, as Ctrl-D does",
        "/help    show this",
    ]

    /// Lines that nobody has taken yet.
    private static let unreadMax = 64

    /// Standard input, until it ends.
    ///
    /// It is read on a thread of its own, for reading it blocks.
    static func lines() -> AsyncStream<String> {
        AsyncStream(bufferingPolicy: .bufferingOldest(unreadMax)) { continuation in
            let thread = Thread {
                while let line = readLine() { continuation.yield(line) }
                continuation.finish()
            }
            thread.start()
        }
    }

    /// What a line means when this person types it; nothing for an empty one.
    static func entry(_ line: String, by part: DemoPart) -> Entry? {
        let text = line.trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty else { return nil }
        guard text.hasPrefix("/") else { return .command(.say(text)) }
        return switch text {
        case "/start": .command(.start)
        case "/admit": .command(.admit(part.other))
        case "/hold": .command(.hold)
        case "/resume": .command(.resume)
        case "/end": .command(.end)
        case "/leave": .command(.leave)
        case "/drop": .drop
        case "/help": .help
        default: .unknown(text)
        }
    }
}
