package import FoundationEssentials

/// A notice as JSON: the same in a webhook's body and in the feed.
package struct NoticeBody: Encodable, Sendable {
    private enum Key: String, CodingKey {
        case id, type, time, cursor, seq, status
        case consultationID = "consultation_id"
        case bookingID = "booking_id"
    }

    /// The type of what is sent to try a webhook.
    package static let testType = "webhook.test"

    private let id: UUID
    private let type: String
    private let time: Timestamp
    private let cursor: FeedCursor?
    /// `nil` where nothing has happened.
    package let subject: Notice.Subject?
    private let status: String?

    package init(_ notice: Notice, of history: HistoryID) {
        id = notice.id
        type = notice.type.name
        time = notice.time
        cursor = FeedCursor(history: history, position: notice.position)
        subject = notice.subject
        status = notice.status
    }

    /// Nothing has happened: somebody tries whether a webhook arrives.
    package init(testAt time: Timestamp, id: UUID) {
        self.id = id
        type = Self.testType
        self.time = time
        (cursor, subject, status) = (nil, nil, nil)
    }

    /// What is missing is `null`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id.canonicalText, forKey: .id)
        try container.encode(type, forKey: .type)
        try container.encode(time.rfc3339, forKey: .time)
        try container.encode(cursor?.description, forKey: .cursor)
        var (consultation, seq, booking): (String?, UInt64?, String?) = (nil, nil, nil)
        switch subject {
        case .consultation(let id, let number): (consultation, seq) = (id.description, number)
        case .booking(let id): booking = id.description
        case nil: break
        }
        try container.encode(consultation, forKey: .consultationID)
        try container.encode(seq, forKey: .seq)
        try container.encode(booking, forKey: .bookingID)
        try container.encode(status, forKey: .status)
    }

    /// The bytes of a webhook's body, always the same for the same notice.
    package func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
