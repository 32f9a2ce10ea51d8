/// What a person in a consultation may ask for that leaves a lasting trace.
package enum ConsultationCommand: Hashable, Sendable {
    /// To everyone in the room, or to one person there.
    case postChat(text: String, to: SeatNumber?)
    case admit(SeatNumber)
    case deny(SeatNumber, reason: String)
    case moveToWaitingRoom(SeatNumber)
    case remove(SeatNumber, reason: String)
    case start
    case hold
    case resume
    case end
    /// Calls the visit off before it began.
    case cancel
    /// Gives up the seat's presence at once, on all devices.
    case leave
    case setConsent(ConsentPurpose, given: Bool)
    /// `diagnostics` is what the client measured, as JSON.
    case reportIssue(IssueCategory, IssueSeverity, description: String, diagnostics: String? = nil)
    case markSeen(upTo: UInt64)
    case writeNote(text: String)
    /// Ends the visit and says what it came to.
    case conclude(summary: String)
    /// Says what an ended visit came to.
    case writeSummary(text: String)
    /// To one person in the waiting room, from a host wherever they are.
    case messageWaiting(SeatNumber, text: String)
    case setPriority(SeatNumber, WaitingPriority, reason: String)
    case startRecording
    case stopRecording
}

extension ConsultationCommand {
    /// 64 bits over the command's content (FNV-1a over its storage encoding), to tell a repeat from a different command
    /// under the same id.
    ///
    /// It guards a client against its own mistake, so it need not resist an attacker.
    package var fingerprint: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in encoded {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return hash
    }

    private var encoded: [UInt8] {
        var writer = StorageWriter()
        switch self {
        case .postChat(let text, let recipient):
            writer.write(1)
            writer.write(text)
            writer.write(recipient) { $0.write($1) }
        case .admit(let seat):
            writer.write(2)
            writer.write(seat)
        case .deny(let seat, let reason):
            writer.write(3)
            writer.write(seat)
            writer.write(reason)
        case .moveToWaitingRoom(let seat):
            writer.write(4)
            writer.write(seat)
        case .remove(let seat, let reason):
            writer.write(5)
            writer.write(seat)
            writer.write(reason)
        case .start:
            writer.write(6)
        case .hold:
            writer.write(7)
        case .resume:
            writer.write(8)
        case .end:
            writer.write(9)
        case .cancel:
            writer.write(10)
        case .leave:
            writer.write(11)
        case .setConsent(let purpose, let given):
            writer.write(12)
            writer.write(UInt64(purpose.rawValue))
            writer.write(given)
        case .reportIssue(let category, let severity, let description, let diagnostics):
            writer.write(13)
            writer.write(UInt64(category.rawValue))
            writer.write(UInt64(severity.rawValue))
            writer.write(description)
            // Without them it is what it was before there were any.
            if let diagnostics { writer.write(diagnostics) }
        case .markSeen(let seq):
            writer.write(14)
            writer.write(seq)
        case .writeNote(let text):
            writer.write(15)
            writer.write(text)
        case .conclude(let summary):
            writer.write(16)
            writer.write(summary)
        case .writeSummary(let text):
            writer.write(17)
            writer.write(text)
        case .messageWaiting(let seat, let text):
            writer.write(18)
            writer.write(seat)
            writer.write(text)
        case .setPriority(let seat, let priority, let reason):
            writer.write(19)
            writer.write(seat)
            writer.write(UInt64(priority.rawValue))
            writer.write(reason)
        case .startRecording:
            writer.write(23)
        case .stopRecording:
            writer.write(24)
        }
        return writer.bytes
    }
}
