import Core
import Foundation

@testable import Actors

enum Example {
    static let start = Timestamp(milliseconds: 1_800_003_600_000)

    static let booking = ConsultationEvent.Booking(
        title: .present("Follow-up"),
        start: start,
        minutes: 30,
        provider: .direct
    )

    /// The same with nothing but what a body has to say.
    static let shortBooking = ConsultationEvent.Booking(
        title: .present("Follow-up"),
        start: Timestamp(rfc3339: "2027-01-15T09:00:00Z") ?? start,
        minutes: 30,
        provider: .direct
    )

    static func consultationID() -> ConsultationID { ConsultationID(uuid: UUID()) }

    /// The view of somebody on seat 1, who is alone.
    static func view(
        _ id: ConsultationID,
        of user: User,
        status: ConsultationStatus = .waiting,
        standing: Standing = .cleared
    ) -> ConsultationView {
        let seat = SeatNumber(index: 0)
        let own = ConsultationView.Participant(
            seat: seat,
            person: user.id,
            role: user.role,
            name: user.name,
            standing: standing,
            presence: .away,
            since: start,
            seenUpTo: 3
        )
        return ConsultationView(
            seq: 9,
            id: id,
            booking: booking,
            status: status,
            ownSeat: seat,
            participants: [own],
            chat: [.init(seq: 5, from: seat, to: nil, text: .present("Hello"), time: start)],
            isChatTruncated: false,
            consents: [.init(seat: seat, purpose: .recording, isGiven: true)],
            waitingPosition: nil,
            noteCount: user.role == .doctor ? 0 : nil
        )
    }

    /// What is seen of ``waitingRoom(_:_:seenBy:)`` without a seat.
    static func overview(
        _ id: ConsultationID,
        _ clinic: Clinic,
        links: [Consultation.Link] = []
    ) -> ConsultationOverview {
        let view = waitingRoom(id, clinic, seenBy: clinic.doctor)
        return ConsultationOverview(
            seq: view.seq,
            id: id,
            booking: view.booking,
            status: view.status,
            participants: view.participants,
            links: links
        )
    }

    /// A written summary.
    static func summary(of text: String) -> ConsultationView.Summary {
        .init(seq: 8, author: SeatNumber(index: 0), text: .present(text), time: start)
    }

    /// The doctor lets the visit be recorded.
    static let recording = ConsultationView.Recording(seat: SeatNumber(index: 0), since: start)

    /// A connection that was bad all the time.
    static let quality = QualitySummary(
        reportCount: 4,
        poorCount: 0,
        badCount: 4,
        roundTrip: .init(mean: 900, usual: 910, worst: 990),
        loss: .init(mean: 0, usual: 0, worst: 0),
        jitter: .init(mean: 5, usual: 7, worst: 9),
        bitrate: .init(mean: 0, usual: 0, worst: 0)
    )

    /// The doctor's view while the patient waits.
    static func waitingRoom(_ id: ConsultationID, _ clinic: Clinic, seenBy user: User) -> ConsultationView {
        var view = view(id, of: user)
        view.participants.append(
            ConsultationView.Participant(
                seat: SeatNumber(index: 1),
                person: clinic.patient.id,
                role: .patient,
                name: clinic.patient.name,
                standing: .held,
                presence: .waiting,
                since: start,
                seenUpTo: 0,
                priority: .raised,
                place: 1
            )
        )
        return view
    }

    static func summary(_ seats: [User], status: ConsultationStatus = .active) -> ConsultationSummary {
        ConsultationSummary(
            id: consultationID(),
            booking: booking,
            status: status,
            seats: seats.map { .init(person: $0.id, role: $0.role, name: $0.name) },
            seq: 12,
            createdAt: start,
            updatedAt: start
        )
    }

    static func entry(
        _ id: ConsultationID,
        seq: UInt64,
        _ event: ConsultationEvent,
        for audience: Audience
    ) -> JournalEntry {
        JournalEntry(
            entity: EntityID(id),
            seq: seq,
            epoch: 1,
            time: start,
            origin: .hub,
            command: nil,
            audience: audience,
            content: event.stored()
        )
    }
}
