/// A kind of message that the harness sends and checks; each is numbered on its own.
package enum Lane: UInt8, Sendable, CaseIterable, Codable {
    /// Journaled chat to everyone in the room.
    case chat = 0x63
    /// Journaled chat to one seat.
    case privateChat = 0x70
    /// A journaled clinical note, for doctors only.
    case note = 0x6E
    /// A transient signal to every other device in the room.
    case signal = 0x73
    /// A transient signal to one device.
    case directSignal = 0x64

    /// The name in scenario files, tables and reports.
    package var name: String {
        switch self {
        case .chat: "chat"
        case .privateChat: "private"
        case .note: "note"
        case .signal: "signal"
        case .directSignal: "direct"
        }
    }

    /// Whether the hub stores it before anyone sees it.
    package var isJournaled: Bool {
        switch self {
        case .chat, .privateChat, .note: true
        case .signal, .directSignal: false
        }
    }

    /// Whether it goes to the whole room, so that nearly everybody follows every sender.
    package var isBusy: Bool { self == .chat || self == .signal }

    /// Whether its sender gets a copy.
    package var hasOwnCopy: Bool { isJournaled }
}
