import Core
import FoundationEssentials

/// The body of a request to create a consultation.
///
/// Read under the limits that the installation is set to.
struct NewConsultation: DecodableWithConfiguration {
    static let minutes = 1...24 * 60

    /// Somebody to take part, as the client named them.
    struct Participant {
        enum Person: Hashable {
            case id(PersonID)
            case email(EmailAddress)

            /// The field that named them.
            var field: String {
                switch self {
                case .id: "person_id"
                case .email: "email"
                }
            }
        }

        let person: Person
        /// What they are in the directory, if left out.
        let role: Role?

        init?(_ fields: inout FieldReader) {
            let id = fields.optionalValue("person_id", else: "Must be a UUID.") { PersonID($0) }
            let email = fields.optionalValue("email", else: "Must be an e-mail address.") { EmailAddress($0) }
            role = fields.optionalValue("role", else: "Is no role.") { Role(name: $0) }
            switch (id, email) {
            case (let id?, nil): person = .id(id)
            case (nil, let email?): person = .email(email)
            case (nil, nil) where !fields.problems.isEmpty: return nil
            case (nil, nil), (_?, _?):
                let _: Never? = fields.refuse("person_id", "Give either person_id or email.")
                return nil
            }
        }
    }

    let booking: ConsultationEvent.Booking
    let participants: [Participant]

    init(from decoder: any Decoder, configuration limits: Limits) throws {
        var fields = try FieldReader(decoder)
        let title = fields.text("title", bytes: 1...limits.nameBytesMax)
        let start = fields.value("scheduled_start", else: "Must be a time like 2026-03-01T09:30:00Z.") {
            Timestamp(rfc3339: $0)
        }
        let minutes = fields.number("duration_minutes", in: Self.minutes)
        let provider = fields.optionalValue("provider", else: "Is no provider.") { name in
            MeetingProvider.allCases.first { $0.name == name }
        }
        let participants = fields.list("participants", countMax: limits.seatsMax) { Participant(&$0) }
        guard fields.problems.isEmpty, let title, let start, let minutes, let participants else {
            throw fields.problems
        }
        booking = ConsultationEvent.Booking(
            title: .present(title),
            start: start,
            minutes: minutes,
            provider: provider ?? .direct
        )
        self.participants = participants
    }
}
