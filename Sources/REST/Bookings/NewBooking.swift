import Core
import FoundationEssentials

/// The texts of a booking in a request.
struct BookingTextFields {
    static let titleDefault = "Appointment"

    let title: String?
    let reason: String?
    let notes: String?

    init(_ fields: inout FieldReader, _ limits: CalendarLimits) {
        title = fields.optionalText("title", bytes: 1...limits.titleBytesMax)
        reason = fields.optionalText("reason", bytes: 0...limits.textBytesMax)
        notes = fields.optionalText("notes", bytes: 0...limits.textBytesMax)
    }

    var text: BookingText {
        BookingText(title: title ?? Self.titleDefault, reason: reason ?? "", notes: notes ?? "")
    }

    static let schema: [JSONSchema.Field] = [
        .optional("title", .nullable(.text(bytes: 1...CalendarLimits().titleBytesMax, example: "Follow-up"))),
        .optional("reason", .nullable(.text(bytes: 0...CalendarLimits().textBytesMax, example: "The cough is back"))),
        .optional(
            "notes",
            .nullable(.text(bytes: 0...CalendarLimits().textBytesMax, example: "I can't come by stairs"))
        ),
    ]
}

/// How patient and doctor meet, in a request.
struct MeetingFields {
    let kind: BookingKind?
    let provider: MeetingProvider?

    init(_ fields: inout FieldReader) {
        kind = fields.optionalValue("kind", else: "Must be virtual or in_person.") { name in
            BookingKind.allCases.first { $0.name == name }
        }
        provider = fields.optionalValue("provider", else: "Is no provider.") { name in
            MeetingProvider.allCases.first { $0.name == name }
        }
    }

    static let schema: [JSONSchema.Field] = [
        .optional("kind", .nullable(.choice(BookingKind.allCases.map(\.name)))),
        .optional("provider", .nullable(.choice(MeetingProvider.allCases.map(\.name)))),
    ]
}

extension FieldReader {
    static let timeProblem = "Must be a time like 2026-03-01T09:30:00Z."

    /// A moment.
    mutating func time(_ name: String) -> Timestamp? {
        value(name, else: Self.timeProblem) { Timestamp(rfc3339: $0) }
    }

    mutating func personID(_ name: String) -> PersonID? {
        value(name, else: "Must be a UUID.") { PersonID($0) }
    }

    mutating func optionalPersonID(_ name: String) -> PersonID? {
        optionalValue(name, else: "Must be a UUID.") { PersonID($0) }
    }
}

/// The body of a request to book a slot.
struct NewBooking: DecodableWithConfiguration {
    let doctor: PersonID
    /// The one who asks, if left out.
    let patient: PersonID?
    let start: Timestamp
    let kind: BookingKind
    let provider: MeetingProvider
    let text: BookingText

    init(from decoder: any Decoder, configuration limits: CalendarLimits) throws {
        var fields = try FieldReader(decoder)
        let doctor = fields.personID("doctor_id")
        patient = fields.optionalPersonID("patient_id")
        let start = fields.time("start")
        let meeting = MeetingFields(&fields)
        let texts = BookingTextFields(&fields, limits)
        guard fields.problems.isEmpty, let doctor, let start else { throw fields.problems }
        self.doctor = doctor
        self.start = start
        kind = meeting.kind ?? .virtual
        provider = meeting.provider ?? .direct
        text = texts.text
    }

    static let schema = JSONSchema.named(
        "NewBooking",
        .object(
            [.required("doctor_id", .uuid), .optional("patient_id", .nullable(.uuid)), .required("start", .time)]
                + MeetingFields.schema + BookingTextFields.schema
        )
    )
}

/// The body of a request to move a booking.
struct NewStart: Decodable {
    let start: Timestamp

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let start = fields.time("start")
        guard fields.problems.isEmpty, let start else { throw fields.problems }
        self.start = start
    }

    static let schema = JSONSchema.object([.required("start", .time)])
}

/// The body of a request to cancel a booking.
struct Cancellation: Decodable {
    let reason: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let reason = fields.optionalText("reason", bytes: 0...CalendarLimits().textBytesMax)
        guard fields.problems.isEmpty else { throw fields.problems }
        self.reason = reason ?? ""
    }

    static let schema = JSONSchema.object([
        .optional("reason", .nullable(.text(bytes: 0...CalendarLimits().textBytesMax, example: "I feel better")))
    ])
}
