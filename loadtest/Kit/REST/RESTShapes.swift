/// What REST asks for and answers, as far as the harness needs it (`docs/rest.md`).
struct LoginAnswer: Decodable, Sendable {
    struct User: Decodable, Sendable {
        let id: String
        let role: String
    }

    let accessToken: String
    let user: User

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case user
    }
}

struct NewVisit: Encodable, Sendable {
    struct Participant: Encodable, Sendable {
        let personID: String
        let role: String

        private enum CodingKeys: String, CodingKey {
            case personID = "person_id"
            case role
        }
    }

    let title: String
    let scheduledStart: String
    let durationMinutes = 60
    let participants: [Participant]

    private enum CodingKeys: String, CodingKey {
        case title
        case scheduledStart = "scheduled_start"
        case durationMinutes = "duration_minutes"
        case participants
    }
}

struct BookedVisit: Decodable, Sendable {
    let id: String
}

struct TicketAnswer: Decodable, Sendable {
    let ticket: String
}

struct MessagesAnswer: Decodable, Sendable {
    struct Message: Decodable, Sendable {
        let seq: UInt64
        let fromSeat: UInt32
        let toSeat: UInt32?
        let text: String?

        private enum CodingKeys: String, CodingKey {
            case seq
            case fromSeat = "from_seat"
            case toSeat = "to_seat"
            case text
        }
    }

    let results: [Message]
    let nextAfter: UInt64?

    private enum CodingKeys: String, CodingKey {
        case results
        case nextAfter = "next_after"
    }
}
