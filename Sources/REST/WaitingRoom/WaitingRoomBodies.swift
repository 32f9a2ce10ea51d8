import Core

/// Who is meant.
struct SeatBody: Decodable {
    let seat: SeatNumber

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let seat = fields.seat()
        guard fields.problems.isEmpty, let seat else { throw fields.problems }
        self.seat = seat
    }

    static let schema = JSONSchema.object([.required("seat", .seat)])
}

/// Who is turned away, and why.
struct DenialBody: Decodable {
    let seat: SeatNumber
    let reason: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let seat = fields.seat()
        reason = fields.optionalText("reason", bytes: 0...Limits().nameBytesMax) ?? ""
        guard fields.problems.isEmpty, let seat else { throw fields.problems }
        self.seat = seat
    }

    static let schema = JSONSchema.object([
        .required("seat", .seat),
        .optional("reason", .nullable(.text(bytes: 0...Limits().nameBytesMax, example: "Wrong appointment."))),
    ])
}

/// What is written to whom.
struct WaitingMessageBody: Decodable {
    let seat: SeatNumber
    let text: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let seat = fields.seat()
        let text = fields.text("text", bytes: 1...TextBody.bytesMax)
        guard fields.problems.isEmpty, let seat, let text else { throw fields.problems }
        self.seat = seat
        self.text = text
    }

    static let schema = JSONSchema.object([
        .required("seat", .seat), .required("text", .text(bytes: 1...TextBody.bytesMax, example: "Ten more minutes.")),
    ])
}

/// How soon somebody is to be seen, and why.
struct PriorityBody: Decodable {
    let seat: SeatNumber
    let priority: WaitingPriority
    let reason: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let seat = fields.seat()
        let priority = fields.value("priority", else: "Must be normal, raised or urgent.") { text in
            WaitingPriority.allCases.first { $0.name == text }
        }
        let reason = fields.text("reason", bytes: 1...Limits().nameBytesMax)
        guard fields.problems.isEmpty, let seat, let priority, let reason else { throw fields.problems }
        self.seat = seat
        self.priority = priority
        self.reason = reason
    }

    static let schema = JSONSchema.object([
        .required("seat", .seat), .required("priority", .choice(WaitingPriority.allCases.map(\.name))),
        .required("reason", .text(bytes: 1...Limits().nameBytesMax, example: "Chest pain")),
    ])
}

extension FieldReader {
    fileprivate mutating func seat() -> SeatNumber? {
        number("seat", in: 1...Int(UInt16.max)).flatMap { SeatNumber(UInt16($0)) }
    }
}
