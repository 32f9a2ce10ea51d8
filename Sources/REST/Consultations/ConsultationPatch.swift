import Core

/// What is to be different about a consultation.
struct ConsultationPatch: Decodable {
    let change: ConsultationChange

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        change = ConsultationChange(
            title: fields.optionalText("title", bytes: 1...Limits().nameBytesMax),
            start: fields.optionalValue("scheduled_start", else: "Must be a time as in RFC 3339.") {
                Timestamp(rfc3339: $0)
            },
            minutes: fields.optionalNumber("duration_minutes", in: NewConsultation.minutes),
            provider: fields.optionalValue("provider", else: "Is no provider.") { MeetingProvider(name: $0) }
        )
        guard fields.problems.isEmpty else { throw fields.problems }
    }

    static let schema = JSONSchema.named(
        "ConsultationPatch",
        .object([
            .optional("title", .nullable(.text(bytes: 1...Limits().nameBytesMax, example: "Follow-up"))),
            .optional("scheduled_start", .nullable(.time)),
            .optional("duration_minutes", .nullable(.integer(NewConsultation.minutes))),
            .optional("provider", .nullable(.choice(MeetingProvider.allCases.map(\.name)))),
        ])
    )
}

/// A body that is one text.
struct TextBody: Decodable {
    static let bytesMax = 64 * 1024

    let text: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        // The consultation itself knows how long a text may be.
        let text = fields.text("text", bytes: 1...Self.bytesMax)
        guard fields.problems.isEmpty, let text else { throw fields.problems }
        self.text = text
    }

    static let schema = JSONSchema.object([.required("text", .text(bytes: 1...bytesMax, example: "All is well."))])
}

/// What may come with the end of a visit.
struct EndBody: Decodable {
    let summary: String?

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        summary = fields.optionalText("summary", bytes: 1...TextBody.bytesMax)
        guard fields.problems.isEmpty else { throw fields.problems }
    }

    static let schema = JSONSchema.object([
        .optional("summary", .nullable(.text(bytes: 1...TextBody.bytesMax, example: "Come again in a week.")))
    ])
}
