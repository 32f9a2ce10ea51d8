import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Two columns side by side, one per person, with the time on the left.
///
/// Colours and the window's width are used only on a terminal, and colours not when `NO_COLOR` is set
/// (https://no-color.org).
struct DemoScreen: Sendable {
    private static let widthStandard = 104
    private static let widths = 72...160
    private static let timeWidth = 12
    private static let divider = " │ "

    let isTerminal: Bool
    private let hasColour: Bool
    private let columnWidth: Int

    /// For standard output.
    init() {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let noColour = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
        self.init(
            isTerminal: isTerminal,
            hasColour: isTerminal && noColour.isEmpty,
            width: isTerminal ? Self.windowWidth() ?? Self.widthStandard : Self.widthStandard
        )
    }

    private init(isTerminal: Bool, hasColour: Bool, width: Int) {
        self.isTerminal = isTerminal
        self.hasColour = hasColour
        let width = min(max(width, Self.widths.lowerBound), Self.widths.upperBound)
        columnWidth = (width - Self.timeWidth - 2 * Self.divider.count) / 2
    }

    func heading(_ names: [DemoPart: String]) {
        let cells = DemoPart.allCases.map { part in
            let name = Terminal.harmless(names[part] ?? "")
            return paint(padded("\(part.rawValue.uppercased())  \(name)"), part.colour + ";1")
        }
        Terminal.say(([padded("", Self.timeWidth)] + cells).joined(separator: dim(Self.divider)))
    }

    func chapter(_ title: String) {
        let rule = String(repeating: "─", count: max(3, 2 * columnWidth + Self.divider.count - title.count - 1))
        Terminal.say("\n" + padded("", Self.timeWidth + Self.divider.count) + paint(title, "1") + " " + dim(rule))
    }

    /// A line in somebody's column, broken where it is too long.
    func line(_ line: DemoLine, of part: DemoPart, at time: Date) {
        let empty = padded("")
        for (index, piece) in pieces(of: "\(line.tone.mark) \(Terminal.harmless(line.text))").enumerated() {
            let stamp = index == 0 ? Self.clockTime(time) : padded("", Self.timeWidth)
            let colour = line.tone.colour(of: part)
            let cells = part == .doctor ? [paint(padded(piece), colour), ""] : [empty, paint(piece, colour)]
            Terminal.say(([dim(stamp)] + cells).joined(separator: dim(Self.divider)))
        }
    }

    /// A line across both columns.
    func note(_ text: String, isGood: Bool? = nil) {
        let mark = isGood.map { $0 ? paint("✓ ", "32;1") : paint("✗ ", "31;1") } ?? ""
        Terminal.say(noteLine(text, mark: mark))
    }

    func noteLine(_ text: String, mark: String = "") -> String {
        padded("", Self.timeWidth + Self.divider.count) + mark + Terminal.harmless(text)
    }

    private func paint(_ text: String, _ colour: String) -> String {
        hasColour && !colour.isEmpty ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
    }

    private func dim(_ text: String) -> String { paint(text, "2") }

    private func padded(_ text: String, _ width: Int? = nil) -> String {
        text + String(repeating: " ", count: max(0, (width ?? columnWidth) - text.count))
    }

    /// Breaks at spaces; later pieces stand under the text, not under the mark.
    private func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false).flatMap(split) {
            if piece.isEmpty {
                piece = word
            } else if piece.count + 1 + word.count <= columnWidth {
                piece += " " + word
            } else {
                pieces.append(piece)
                piece = "  " + word
            }
        }
        return pieces + [piece]
    }

    /// A word longer than the column, in parts that fit.
    private func split(_ word: Substring) -> [String] {
        var rest = word
        var parts: [String] = []
        repeat {
            parts.append(String(rest.prefix(columnWidth - 2)))
            rest = rest.dropFirst(columnWidth - 2)
        } while !rest.isEmpty
        return parts
    }

    private static func clockTime(_ time: Date) -> String {
        let parts = Calendar.current.dateComponents([.hour, .minute, .second, .nanosecond], from: time)
        let pad = { (number: Int?, width: Int) in
            let digits = String(number ?? 0)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let clock = [parts.hour, parts.minute, parts.second].map { pad($0, 2) }.joined(separator: ":")
        return clock + "." + pad((parts.nanosecond ?? 0) / 1_000_000, 3)
    }

    private static func windowWidth() -> Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}

extension DemoPart {
    fileprivate var colour: String {
        switch self {
        case .doctor: "36"
        case .patient: "33"
        }
    }
}

extension DemoLine.Tone {
    fileprivate var mark: String {
        switch self {
        case .deed: "▸"
        case .event: "•"
        case .passing: "~"
        case .connection: "⇄"
        case .trouble: "✗"
        }
    }

    fileprivate func colour(of part: DemoPart) -> String {
        switch self {
        case .deed: part.colour + ";1"
        case .event: part.colour
        case .passing: "2"
        case .connection: "32"
        case .trouble: "31;1"
        }
    }
}
