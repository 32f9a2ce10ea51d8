import Core
import Hummingbird

/// A booking, as those who may know it see it.
struct BookingItem: ResponseEncodable {
    let id: String
    let doctorId: String
    @ExplicitNull var doctorName: String?
    let patientId: String
    @ExplicitNull var patientName: String?
    let kind: String
    let provider: String
    let status: String
    let start: String
    let end: String
    let durationMinutes: Int
    @ExplicitNull var title: String?
    @ExplicitNull var reason: String?
    @ExplicitNull var notes: String?
    /// The consultation of a virtual booking.
    @ExplicitNull var consultationId: String?
    /// Of a booking that was made elsewhere.
    @ExplicitNull var source: String?
    @ExplicitNull var externalId: String?
    @ExplicitNull var version: UInt64?
    let createdAt: String
    let updatedAt: String

    init(_ summary: BookingSummary, doctorName: String?, patientName: String?) {
        let (booking, plan) = (summary.booking, summary.booking.plan)
        id = booking.id.description
        doctorId = summary.doctor.description
        self.doctorName = doctorName
        patientId = plan.patient.description
        self.patientName = patientName
        kind = plan.kind.name
        provider = plan.provider.name
        status = booking.status.name
        start = plan.start.rfc3339
        end = plan.end.rfc3339
        durationMinutes = plan.minutes
        title = summary.text.value?.title
        reason = summary.text.value?.reason
        notes = summary.text.value?.notes
        consultationId = plan.kind == .virtual ? booking.id.consultation.description : nil
        source = summary.reference?.value?.source
        externalId = summary.reference?.value?.id
        version = booking.version
        createdAt = summary.createdAt.rfc3339
        updatedAt = summary.updatedAt.rfc3339
    }

    static let schema = JSONSchema.named(
        "Booking",
        .object([
            .required("id", .uuid), .required("doctor_id", .uuid),
            .required("doctor_name", .nullable(.text(example: "Dr. Ada Marlow"))),
            .required("patient_id", .uuid), .required("patient_name", .nullable(.text(example: "Piet Lindgren"))),
            .required("kind", .choice(BookingKind.allCases.map(\.name))),
            .required("provider", .choice(MeetingProvider.allCases.map(\.name))),
            .required("status", .choice(BookingStatus.allCases.map(\.name))),
            .required("start", .time), .required("end", .time),
            .required("duration_minutes", .integer(BookingPlan.minutes)),
            .required("title", .nullable(.text(example: "Follow-up"))),
            .required("reason", .nullable(.text(example: "The cough is back"))),
            .required("notes", .nullable(.text(example: ""))),
            .required("consultation_id", .nullable(.uuid)),
            .required("source", .nullable(.text(example: "clinic-calendar"))),
            .required("external_id", .nullable(.text(example: "4711"))),
            .required("version", .nullable(.integer(0...Int.max))),
            .required("created_at", .time), .required("updated_at", .time),
        ])
    )
}
