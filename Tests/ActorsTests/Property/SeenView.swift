import Actors
import Core
import Wire

/// What a person is shown of a consultation, in a form in which the hub's views and the model can be compared.
struct SeenView: Hashable {
    struct Participant: Hashable {
        let person: PersonID?
        let role: Int
        let standing: Int
        let presence: Int
        let since: Int64
        let seenUpTo: UInt64
    }

    struct Chat: Hashable {
        let seq: UInt64
        let from: SeatNumber?
        let to: SeatNumber?
        let text: String?
        let time: Int64
    }

    struct Consent: Hashable {
        let seat: SeatNumber?
        let purpose: Int
        let isGiven: Bool
    }

    struct Recording: Hashable {
        let seat: SeatNumber?
        let since: Int64
    }

    let seq: UInt64
    let status: Int
    let participants: [SeatNumber: Participant]
    let chat: [Chat]
    let consents: Set<Consent>
    let waitingPosition: Int
    let noteCount: Int
    let recording: Recording?

    init(_ view: ConsultationView) {
        seq = view.seq
        status = Int(view.status.rawValue)
        participants = Dictionary(
            uniqueKeysWithValues: view.participants.map { participant in
                let seen = Participant(
                    person: participant.person,
                    role: Int(participant.role.rawValue),
                    standing: Int(participant.standing.rawValue),
                    presence: Int(participant.presence.rawValue),
                    since: participant.since.milliseconds,
                    seenUpTo: participant.seenUpTo
                )
                return (participant.seat, seen)
            }
        )
        chat = view.chat.map {
            Chat(seq: $0.seq, from: $0.from, to: $0.to, text: $0.text.value, time: $0.time.milliseconds)
        }
        consents = Set(
            view.consents.map { Consent(seat: $0.seat, purpose: Int($0.purpose.rawValue), isGiven: $0.isGiven) }
        )
        waitingPosition = view.waitingPosition ?? 0
        noteCount = view.noteCount ?? 0
        recording = view.recording.map { Recording(seat: $0.seat, since: $0.since.milliseconds) }
    }

    init(_ proto: ProtoSnapshot) {
        seq = proto.seq
        status = proto.status.rawValue
        var participants: [SeatNumber: Participant] = [:]
        for participant in proto.participants {
            guard let seat = Self.seat(participant.seat) else { continue }
            participants[seat] = Participant(
                person: PersonID(participant.personID),
                role: participant.role.rawValue,
                standing: participant.standing.rawValue,
                presence: participant.presence.rawValue,
                since: participant.sinceMs,
                seenUpTo: participant.seenUpToSeq
            )
        }
        self.participants = participants
        chat = proto.chat.map {
            Chat(seq: $0.seq, from: Self.seat($0.fromSeat), to: Self.seat($0.toSeat), text: $0.text, time: $0.timeMs)
        }
        consents = Set(
            proto.consents.map {
                Consent(seat: Self.seat($0.seat), purpose: $0.purpose.rawValue, isGiven: $0.given)
            }
        )
        waitingPosition = Int(proto.waitingPosition)
        noteCount = Int(proto.noteCount)
        recording =
            proto.hasRecording
            ? Recording(seat: Self.seat(proto.recording.bySeat), since: proto.recording.sinceMs) : nil
    }

    private static func seat(_ number: UInt32) -> SeatNumber? {
        UInt16(exactly: number).flatMap { SeatNumber($0) }
    }
}

extension ConsultationModel {
    /// What is wrong with a view that this seat's person was shown; `nil` if nothing is.
    func fault(in view: SeenView, of number: SeatNumber) -> String? {
        let past = asOf(view.seq)
        guard view.seq == past.newestSeq else { return "the view is from the future" }
        guard view.status == Int(past.visibleStatus(to: number).rawValue) else { return "status \(view.status)" }
        let (must, may) = past.visibleSeats(to: number)
        let shown = Set(view.participants.keys)
        guard must.isSubset(of: shown), shown.isSubset(of: may) else { return "seats \(shown) instead of \(must)" }
        for (seat, participant) in view.participants where participant != past.participant(seat) {
            return "\(seat) as \(participant) instead of \(past.participant(seat))"
        }
        guard view.consents == past.consents(shown) else { return "consents \(view.consents)" }
        guard view.chat == past.chat(number) else { return "chat \(view.chat) instead of \(past.chat(number))" }
        let position = past.waitingRoom.firstIndex(of: number).map { $0 + 1 } ?? 0
        guard view.waitingPosition == position else { return "place \(view.waitingPosition) instead of \(position)" }
        guard view.recording == past.recording(seenBy: number) else { return "recording \(view.recording as Any)" }
        let notes = past.seat(number)?.role == .doctor ? past.noteCount : 0
        return view.noteCount == notes ? nil : "\(view.noteCount) notes instead of \(notes)"
    }

    private func participant(_ number: SeatNumber) -> SeenView.Participant {
        let (presence, since) = presenceSince(number)
        return SeenView.Participant(
            person: seat(number)?.person,
            role: Int(seat(number)?.role.rawValue ?? 0),
            standing: Int(standing(number).rawValue),
            presence: Int(presence.rawValue),
            since: (since ?? history[0]).time.milliseconds,
            seenUpTo: seenUpTo(number)
        )
    }

    private func recording(seenBy number: SeatNumber) -> SeenView.Recording? {
        guard standing(number) == .cleared, let recording else { return nil }
        return SeenView.Recording(seat: recording.seat, since: recording.time.milliseconds)
    }

    func consents(_ seats: Set<SeatNumber>) -> Set<SeenView.Consent> {
        var consents: Set<SeenView.Consent> = []
        for seat in seats {
            for purpose in ConsentPurpose.allCases {
                guard let given = consent(seat, purpose) else { continue }
                consents.insert(SeenView.Consent(seat: seat, purpose: Int(purpose.rawValue), isGiven: given))
            }
        }
        return consents
    }

    private func chat(_ number: SeatNumber) -> [SeenView.Chat] {
        visibleChat(to: number).compactMap { fact in
            guard case .chatPosted(let sender, let recipient, let text) = fact.event else { return nil }
            let time = fact.time.milliseconds
            return SeenView.Chat(seq: fact.seq, from: sender, to: recipient, text: text.value, time: time)
        }
    }

    /// What is wrong with the entries that were written; `nil` if they are the history.
    ///
    /// Those up to `seq` were compared before and can't have changed.
    func fault(in entries: [JournalEntry], after seq: UInt64 = 0) -> String? {
        for (entry, fact) in zip(entries, history).dropFirst(Int(seq)) {
            guard (try? ConsultationEvent(entry.content)) == fact.event, entry.seq == fact.seq,
                entry.time == fact.time, entry.audience == Audience(fact.audience), entry.command?.id == fact.command
            else { return "wrote \(entry) instead of \(fact)" }
        }
        guard entries.count == history.count else {
            let extra = entries.dropFirst(history.count).map { (try? ConsultationEvent($0.content)) as Any }
            return "wrote \(extra), missing \(history.dropFirst(entries.count).map(\.event))"
        }
        return nil
    }
}
