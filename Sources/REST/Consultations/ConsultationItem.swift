import Auth
import Core
import Hummingbird

/// A consultation in a list, and the answer to creating one.
///
/// The list knows nothing of who was let in. So only hosts, and staff and administrators without a seat, are shown who else
/// takes part and how things stand; everybody else finds their own seat, and `waiting` until it is over. The detail tells
/// them more.
struct ConsultationItem: ResponseEncodable {
    struct Participant: Encodable {
        let personId: String
        let role: String
        @ExplicitNull var name: String?
    }

    let id: String
    @ExplicitNull var title: String?
    let scheduledStart: String
    let durationMinutes: Int
    let provider: String
    let status: String
    let participants: [Participant]
    let seq: UInt64
    /// Left out in the answer to creating one.
    let createdAt: String?

    init(_ summary: ConsultationSummary, for grant: AccessGrant) {
        let own = summary.seats.first { $0.person == grant.person }
        let seesOthers = own.map { $0.role.allows(.host) } ?? grant.role.seesAllConsultations
        let status = seesOthers || summary.status.isFinal ? summary.status : .waiting
        self.init(
            id: summary.id,
            booking: summary.booking,
            status: status,
            seats: summary.seats.filter { seesOthers || $0.person == grant.person },
            seq: summary.seq,
            createdAt: summary.createdAt
        )
    }

    init(
        id: ConsultationID,
        booking: ConsultationEvent.Booking,
        status: ConsultationStatus,
        seats: [ConsultationSummary.Seat],
        seq: UInt64,
        createdAt: Timestamp?
    ) {
        self.id = id.description
        title = booking.title.value
        scheduledStart = booking.start.rfc3339
        durationMinutes = booking.minutes
        provider = booking.provider.name
        self.status = status.name
        participants = seats.map {
            Participant(personId: $0.person.description, role: $0.role.name, name: $0.name.value)
        }
        self.seq = seq
        self.createdAt = createdAt?.rfc3339
    }
}
