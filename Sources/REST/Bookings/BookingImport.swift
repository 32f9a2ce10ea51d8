import Actors
import Core
import Crypto
import FoundationEssentials
import Hummingbird

/// The body of a request by which an outside system says how one of its bookings stands.
struct BookingImport: DecodableWithConfiguration {
    static let sourceBytes = 1...64
    static let externalIDBytes = 1...200
    static let nameBytes = 1...512

    enum Patient {
        case id(PersonID)
        /// With the name under which an unknown one is taken in, if that is wanted.
        case email(EmailAddress, newName: String?)
    }

    let reference: ExternalReference
    let version: UInt64
    let status: BookingStatus
    let doctor: PersonID
    let patient: Patient
    let kind: BookingKind
    let provider: MeetingProvider
    let start: Timestamp
    let minutes: Int
    let text: BookingText

    init(from decoder: any Decoder, configuration limits: CalendarLimits) throws {
        var fields = try FieldReader(decoder)
        let source = fields.text("source", bytes: Self.sourceBytes)
        let externalID = fields.text("external_id", bytes: Self.externalIDBytes)
        let version = fields.number("version", in: 0...Int.max)
        let status = fields.value("status", else: "Must be booked or cancelled.") { name in
            BookingStatus.allCases.first { $0.name == name }
        }
        let doctor = fields.personID("doctor_id")
        let start = fields.value("start", else: FieldReader.timeProblem) { Timestamp(rfc3339: $0) }
        let minutes = fields.number("duration_minutes", in: BookingPlan.minutes)
        let meeting = MeetingFields(&fields)
        let texts = BookingTextFields(&fields, limits)
        // The last, because it looks at whether anything is wrong.
        let patient = Self.patient(&fields)
        guard fields.problems.isEmpty, let source, let externalID, let version, let status, let doctor, let patient,
            let start, let minutes
        else { throw fields.problems }
        reference = ExternalReference(source: source, id: externalID)
        self.version = UInt64(version)
        self.status = status
        self.doctor = doctor
        self.patient = patient
        self.start = start
        self.minutes = minutes
        kind = meeting.kind ?? .virtual
        provider = meeting.provider ?? .direct
        text = texts.text
    }

    private static func patient(_ fields: inout FieldReader) -> Patient? {
        let id = fields.optionalPersonID("patient_id")
        let email = fields.optionalValue("patient_email", else: "Must be an e-mail address.") { EmailAddress($0) }
        let name = fields.optionalText("patient_name", bytes: nameBytes)
        let isNew = fields.flag("create_patient") ?? false
        switch (id, email) {
        case (let id?, nil) where !isNew: return .id(id)
        case (nil, let email?) where !isNew: return .email(email, newName: nil)
        case (nil, let email?):
            guard let name else { return fields.refuse("patient_name", "Is required with create_patient.") }
            return .email(email, newName: name)
        case (nil, nil) where !fields.problems.isEmpty: return nil
        case (_?, nil): return fields.refuse("create_patient", "Goes with patient_email.")
        case (nil, nil), (_?, _?): return fields.refuse("patient_id", "Give either patient_id or patient_email.")
        }
    }

    /// The same for every message about the booking: of SHA-256 over source and id.
    var id: BookingID {
        var writer = StorageWriter()
        writer.write("laso-hub imported booking")
        writer.write(reference.source)
        writer.write(reference.id)
        return BookingID(uuid: UUID(derivedFrom: SHA256.hash(data: writer.bytes)))
    }

    /// What its calendar is told.
    func booking(for patient: PersonID) -> ImportedBooking {
        ImportedBooking(
            id: id,
            version: version,
            status: status,
            plan: BookingPlan(patient: patient, kind: kind, provider: provider, start: start, minutes: minutes),
            text: .present(CalendarEvent.ImportedText(reference: reference, text: text))
        )
    }

    /// What is still taken in where the texts of the booking were erased: that it is cancelled, and no text.
    func cancellation(of known: Booking) -> ImportedBooking? {
        guard status == .cancelled, known.status == .booked else { return nil }
        return ImportedBooking(id: id, version: version, status: .cancelled, plan: known.plan, text: .erased)
    }

    /// Whether it gives a booking another time.
    func moves(_ plan: BookingPlan) -> Bool {
        status == .booked && (start != plan.start || minutes != plan.minutes)
    }

    static let schema = JSONSchema.named(
        "BookingImport",
        .object(
            [
                .required("source", .text(bytes: sourceBytes, example: "clinic-calendar")),
                .required("external_id", .text(bytes: externalIDBytes, example: "4711")),
                .required("version", .integer(0...Int.max)),
                .required("status", .choice(BookingStatus.allCases.map(\.name))),
                .required("doctor_id", .uuid), .optional("patient_id", .nullable(.uuid)),
                .optional("patient_email", .nullable(.email)),
                .optional("patient_name", .nullable(.text(bytes: nameBytes, example: "Piet Lindgren"))),
                .optional("create_patient", .nullable(.boolean)), .required("start", .time),
                .required("duration_minutes", .integer(BookingPlan.minutes)),
            ] + MeetingFields.schema + BookingTextFields.schema
        )
    )
}

/// The answer to an import.
struct ImportAnswer: ResponseEncodable {
    /// `created`, `updated`, or `unchanged` for a message that is not newer than what is known.
    let outcome: String
    let booking: BookingItem
    /// Bookings of the same doctor at the same time.
    let overlaps: [String]

    static let schema = JSONSchema.named(
        "ImportAnswer",
        .object([
            .required("outcome", .choice(["created", "updated", "unchanged"])),
            .required("booking", BookingItem.schema),
            .required("overlaps", .list(.uuid)),
        ])
    )
}
