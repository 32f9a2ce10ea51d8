import Client

/// What the demo found, once the visit is over.
struct DemoReport: Sendable {
    struct Side: Sendable {
        let part: DemoPart
        let tally: SequenceCheck.Tally
        let refusals: Int

        var isClean: Bool { tally.gaps == 0 && tally.doubles == 0 && refusals == 0 }

        private var replayed: String {
            tally.replayed == 0 ? "" : ", \(tally.replayed) of them replayed"
        }

        var line: String {
            "\(part): \(counted(tally.events, "event")) received\(replayed), gaps \(tally.gaps), doubles "
                + "\(tally.doubles), unexpected refusals \(refusals)"
        }
    }

    let sides: [Side]
    /// The chat of each, as REST tells it.
    let transcripts: [DemoPart: [MessagePage.Message]]
    /// The people, by seat.
    let names: [UInt32: String]

    var isClean: Bool { sides.allSatisfy(\.isClean) && areTranscriptsInOrder && areTranscriptsEqual }

    /// Each message once, in the order of the visit.
    private var areTranscriptsInOrder: Bool {
        transcripts.values.allSatisfy { messages in
            zip(messages, messages.dropFirst()).allSatisfy { $0.seq < $1.seq }
        }
    }

    private var areTranscriptsEqual: Bool {
        Set(transcripts.values.map { $0.map(\.seq) }).count == 1
    }

    func show(on screen: DemoScreen) {
        screen.chapter("The transcript, read back by REST")
        for message in transcripts.values.first ?? [] {
            let name = names[message.fromSeat] ?? "seat \(message.fromSeat)"
            screen.note("#\(message.seq) \(name): \(message.text ?? "(erased)")")
        }
        screen.chapter("What both sides received")
        for side in sides { screen.note(side.line, isGood: side.isClean) }
        let isWhole = areTranscriptsInOrder && areTranscriptsEqual
        screen.note(
            isWhole ? "the transcript holds each message once, in order" : "the transcripts are not as they should be",
            isGood: isWhole
        )
    }
}
