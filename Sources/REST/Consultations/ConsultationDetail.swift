import Actors
import Core
import Hummingbird

/// One consultation, as one person may know it.
struct ConsultationDetail: ResponseEncodable {
    struct Participant: Encodable {
        let seat: UInt16
        let personId: String
        let role: String
        @ExplicitNull var name: String?
        let standing: String
        let presence: String
        let since: String
        let seenUpTo: UInt64
    }

    struct Consent: Encodable {
        let seat: UInt16
        let purpose: String
        let given: Bool
    }

    struct Recording: Encodable {
        let bySeat: UInt16
        let since: String
    }

    let id: String
    let seq: UInt64
    @ExplicitNull var title: String?
    let scheduledStart: String
    let durationMinutes: Int
    let provider: String
    let status: String
    /// `null` for those who arrange visits without a seat in them.
    @ExplicitNull var ownSeat: UInt16?
    let participants: [Participant]
    let messages: [MessageAnswer]
    let hasOlderMessages: Bool
    let consents: [Consent]
    @ExplicitNull var waitingPosition: Int?
    @ExplicitNull var noteCount: Int?
    /// That picture and sound may be recorded.
    @ExplicitNull var recording: Recording?

    init(_ view: ConsultationView) {
        id = view.id.description
        seq = view.seq
        title = view.booking.title.value
        scheduledStart = view.booking.start.rfc3339
        durationMinutes = view.booking.minutes
        provider = view.booking.provider.name
        status = view.status.name
        ownSeat = view.ownSeat.rawValue
        participants = view.participants.map(Participant.init)
        messages = view.chat.map(MessageAnswer.init)
        hasOlderMessages = view.isChatTruncated
        consents = view.consents.map {
            Consent(seat: $0.seat.rawValue, purpose: $0.purpose.name, given: $0.isGiven)
        }
        waitingPosition = view.waitingPosition
        noteCount = view.noteCount
        recording = view.recording.map { Recording(bySeat: $0.seat.rawValue, since: $0.since.rfc3339) }
    }

    init(_ overview: ConsultationOverview) {
        id = overview.id.description
        seq = overview.seq
        title = overview.booking.title.value
        scheduledStart = overview.booking.start.rfc3339
        durationMinutes = overview.booking.minutes
        provider = overview.booking.provider.name
        status = overview.status.name
        participants = overview.participants.map(Participant.init)
        messages = []
        hasOlderMessages = false
        consents = []
        (ownSeat, waitingPosition, noteCount) = (nil, nil, nil)
        recording = nil
    }
}

extension ConsultationDetail.Participant {
    init(_ participant: ConsultationView.Participant) {
        self.init(
            seat: participant.seat.rawValue,
            personId: participant.person.description,
            role: participant.role.name,
            name: participant.name.value,
            standing: participant.standing.name,
            presence: participant.presence.name,
            since: participant.since.rfc3339,
            seenUpTo: participant.seenUpTo
        )
    }
}

extension ConsentPurpose {
    /// The name that REST uses.
    var name: String {
        switch self {
        case .recording: "recording"
        case .transcript: "transcript"
        case .observer: "observer"
        }
    }
}
