import Client
import Wire

/// Plays the other person in `hub demo --interactive`: answers what comes over its own socket.
struct DemoCompanion: Sendable {
    private static let doctorsAnswers = [
        "I see. Since when?", "And how did you sleep?", "Did you take anything for it?", "That is good to hear.",
        "Is there anything else that you would like to ask?",
    ]
    private static let patientsAnswers = [
        "Since Monday, I think.", "Mostly in the evening.", "No, I have not.", "I will try that, thank you.",
        "Could you say that once more, please?",
    ]

    let part: DemoPart
    private var answerCount = 0
    private var hasGreeted = false

    init(_ part: DemoPart) {
        self.part = part
    }

    /// What to do about an update, for somebody who knows what `view` holds.
    mutating func reaction(to update: ConsultationUpdate, _ view: DemoView) -> [DemoCommandWord] {
        if case .event(let event, _) = update, case .chatPosted(let chat) = event.body, chat.fromSeat != view.ownSeat {
            return [.typing(true), .say(nextAnswer())]
        }
        switch part {
        case .doctor:
            let seats = view.seats
            if DemoSight.waiting(.patient).isShown(by: update, seats) { return [.admit(.patient)] }
            guard DemoSight.inRoom(.patient).isShown(by: update, seats), view.status == .waiting else { return [] }
            return [.start] + greeting("Good morning! What brings you here today?")
        case .patient:
            guard view.status == .active, view.presence(of: .patient) == .inRoom else { return [] }
            return greeting("Good morning, doctor. Thank you for taking the time.")
        }
    }

    private mutating func greeting(_ text: String) -> [DemoCommandWord] {
        guard !hasGreeted else { return [] }
        hasGreeted = true
        return [.typing(true), .say(text)]
    }

    private mutating func nextAnswer() -> String {
        let answers = part == .doctor ? Self.doctorsAnswers : Self.patientsAnswers
        defer { answerCount += 1 }
        return answers[answerCount % answers.count]
    }
}
