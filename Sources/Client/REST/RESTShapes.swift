package import FoundationEssentials

/// The answer to `auth/login/`.
package struct SignIn: Decodable, Sendable {
    package struct User: Decodable, Sendable {
        package let id: String
        package let role: String
        package let name: String
    }

    package let accessToken: String
    package let user: User
}

/// What `consultations/` wants to know of a new visit.
package struct NewConsultation: Encodable, Sendable {
    package struct Participant: Encodable, Sendable {
        package let email: String

        package init(email: String) {
            self.email = email
        }
    }

    package let title: String
    package let scheduledStart: Date
    package let durationMinutes: Int
    package let provider = "direct"
    package let participants: [Participant]

    package init(title: String, scheduledStart: Date, durationMinutes: Int, participants: [Participant]) {
        self.title = title
        self.scheduledStart = scheduledStart
        self.durationMinutes = durationMinutes
        self.participants = participants
    }

    private enum CodingKeys: String, CodingKey {
        case title, scheduledStart, durationMinutes, provider, participants
    }
}

/// A consultation as lists and details show it, as far as this client needs it.
package struct ConsultationEntry: Decodable, Sendable {
    package let id: String
    /// Nothing when it was erased.
    package let title: String?
    package let status: String
}

/// The answer to `join/`.
package struct JoinTicket: Decodable, Sendable {
    package let ticket: String
    package let websocketPath: String
    package let subprotocols: [String]
}

/// One page of a consultation's chat.
package struct MessagePage: Decodable, Sendable {
    package struct Message: Decodable, Sendable {
        package let seq: UInt64
        package let fromSeat: UInt32
        /// Nothing, or 0, for everyone in the room.
        package let toSeat: UInt32?
        /// Nothing when it was erased.
        package let text: String?
        package let time: String
    }

    package let results: [Message]
    /// The `after` of the next page; nothing on the last one.
    package let nextAfter: UInt64?
}

/// One page of a list.
package struct ListPage<Entry: Decodable & Sendable>: Decodable, Sendable {
    package let count: Int
    package let next: String?
    package let results: [Entry]
}
