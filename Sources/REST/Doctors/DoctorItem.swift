import Core
import Hummingbird

/// A doctor, as anybody who is signed in sees them.
struct DoctorItem: ResponseEncodable {
    let id: String
    @ExplicitNull var name: String?
    let specialties: [String]
    /// `null` for one who has never said when they can be booked, as the next one.
    @ExplicitNull var timeZone: String?
    @ExplicitNull var slotMinutes: Int?
    let acceptsBookings: Bool

    init(_ user: User, _ profile: DoctorProfile?) {
        id = user.id.description
        name = user.name.value
        specialties = profile?.specialties ?? []
        timeZone = profile?.zone.description
        slotMinutes = profile?.slotMinutes
        acceptsBookings = !user.isDisabled && profile?.isAccepting ?? false
    }

    static let schema = JSONSchema.named(
        "Doctor",
        .object([
            .required("id", .uuid), .required("name", .nullable(.text(example: "Dr. Ada Marlow"))),
            .required("specialties", .list(.text(example: "Cardiology"))),
            .required("time_zone", .nullable(.text(example: "Europe/Berlin"))),
            .required("slot_minutes", .nullable(.integer(1...24 * 60))), .required("accepts_bookings", .boolean),
        ])
    )
}
