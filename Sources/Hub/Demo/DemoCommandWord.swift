import Wire

/// The commands that the demo gives, in its own words: people instead of seats.
enum DemoCommandWord: Sendable, Hashable {
    case say(String)
    case typing(Bool)
    case admit(DemoPart)
    case start
    case hold
    case resume
    case end
    case leave
    case consent(ProtoConsentPurpose)
    case note(String)

    /// What goes over the wire; nothing while the seat of the person it is about is not known.
    func action(_ seats: [DemoPart: UInt32]) -> ProtoCommand.OneOf_Action? {
        switch self {
        case .say(let text):
            var chat = ProtoPostChat()
            chat.text = text
            return .postChat(chat)
        case .typing(let isTyping):
            var typing = ProtoSetTyping()
            typing.typing = isTyping
            return .setTyping(typing)
        case .admit(let part):
            guard let seat = seats[part] else { return nil }
            var admit = ProtoAdmit()
            admit.seat = seat
            return .admit(admit)
        case .start: return .start(ProtoStart())
        case .hold: return .hold(ProtoHold())
        case .resume: return .resume(ProtoResume())
        case .end: return .end(ProtoEnd())
        case .leave: return .leave(ProtoLeave())
        case .consent(let purpose):
            var consent = ProtoSetConsent()
            consent.purpose = purpose
            consent.given = true
            return .setConsent(consent)
        case .note(let text):
            var note = ProtoWriteNote()
            note.text = text
            return .writeNote(note)
        }
    }

    /// Leaves no trace, so that its answer names no event.
    var isTransient: Bool {
        if case .typing = self { true } else { false }
    }

    /// As the terminal shows it; nothing for what is not worth a line.
    var line: String? {
        switch self {
        case .say(let text): "says “\(text)”"
        case .typing(let isTyping): isTyping ? "types" : nil
        case .admit(let part): "admits the \(part)"
        case .start: "starts the visit"
        case .hold: "puts the visit on hold"
        case .resume: "resumes the visit"
        case .end: "ends the visit"
        case .leave: "leaves"
        case .consent(let purpose): "consents to \(purpose.word)"
        case .note: "writes a note"
        }
    }
}
