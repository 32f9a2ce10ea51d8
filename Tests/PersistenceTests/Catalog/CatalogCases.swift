import Core
import TestKit

@testable import Persistence

/// Consultations that differ in all that a list can be asked for, and the lists that they give.
struct CatalogCases {
    static let time = StoreBench.time
    static let hour: Duration = .seconds(3600)

    private var examples = JournalExamples(seed: 77)
    let doctor: PersonID
    let other: PersonID
    let patient: PersonID
    /// In the order of creation.
    private(set) var ids: [ConsultationID] = []
    private(set) var batches: [[JournalEntry]] = []

    /// On request the doctor is somebody else's patient, too, in the newest.
    init(withDoctorAsPatient: Bool = false) {
        doctor = examples.person()
        other = examples.person()
        patient = examples.person()
        add(doctor, start: 3, .direct, [])
        add(doctor, start: 1, .jitsi, Self.visit(waiting: 60, lasting: 600))
        add(other, start: 2, .direct, [(1, Self.guest), (1, .statusChanged(.cancelled, .requested, by: nil))])
        add(doctor, start: 1, .direct, Self.visit(waiting: 120, lasting: 1200))
        // Moved to another time and provider, under another title.
        let moved = ConsultationEvent.Booking(
            title: .present("Moved"),
            start: Self.time + Self.hour * 9,
            minutes: 45,
            provider: .zoom
        )
        add(other, start: 5, .direct, [(1, .bookingChanged(moved, by: nil))])
        guard withDoctorAsPatient else { return }
        add(other, with: doctor, start: 1, .direct, Self.visit(waiting: 1800, lasting: 2400))
    }

    /// Comes later, by a link.
    private static let guest = ConsultationEvent.seatAdded(
        SeatNumber(index: 2),
        PersonID(uuid: .init(high: 1, low: 2)),
        .guest,
        name: .present("Mara Quist")
    )

    private static func visit(waiting: Int, lasting: Int) -> [(Int, ConsultationEvent)] {
        let (doctor, patient) = (SeatNumber(index: 0), SeatNumber(index: 1))
        return [
            (10, .waitingRoomEntered(patient)), (10, .statusChanged(.waiting, .arrival, by: nil)),
            (
                10 + waiting,
                .admitted(
                    patient,
                    by: doctor,
                    .init(person: PersonID(uuid: .init(high: 1, low: 1)), role: .patient, name: .erased)
                )
            ),
            (10 + waiting, .roomEntered(patient)), (10 + waiting, .statusChanged(.active, .requested, by: doctor)),
            (10 + waiting + lasting, .statusChanged(.ended, .requested, by: doctor)),
        ]
    }

    private mutating func add(
        _ doctor: PersonID,
        with patient: PersonID? = nil,
        start: Int,
        _ provider: MeetingProvider,
        _ rest: [(Int, ConsultationEvent)]
    ) {
        let entity = examples.entity()
        let booking = ConsultationEvent.Booking(
            title: .present("Visit \(ids.count)"),
            start: Self.time + Self.hour * start,
            minutes: 20,
            provider: provider
        )
        let events: [(Int, ConsultationEvent)] =
            [
                (0, .created(booking)),
                (0, .seatAdded(SeatNumber(index: 0), doctor, .doctor, name: .present("Dr. Ada Marlow"))),
                (
                    0,
                    .seatAdded(SeatNumber(index: 1), patient ?? self.patient, .patient, name: .present("Piet Lindgren"))
                ),
            ] + rest
        let created = Self.time + .seconds(ids.count)
        let entries = events.enumerated().map { index, event in
            JournalEntry(
                entity: entity,
                seq: UInt64(index) + 1,
                epoch: 1,
                time: created + .seconds(event.0),
                origin: .hub,
                command: nil,
                audience: Audience(),
                content: event.1.stored()
            )
        }
        ids.append(ConsultationID(uuid: entity.uuid))
        // Each event in a transaction of its own, but for the first ones.
        batches.append(Array(entries.prefix(3)))
        batches += entries.dropFirst(3).map { [$0] }
    }

    /// Every query with the consultations that it must find, by their place in ``ids``.
    var lists: [(query: CatalogQuery, found: [Int])] {
        let hour = Self.hour
        let ties = ids[1] < ids[3] ? [1, 3] : [3, 1]
        let byStart = ties + [2, 0, 4]
        return [
            (CatalogQuery(person: nil), byStart),
            (CatalogQuery(person: patient), byStart),
            (CatalogQuery(person: nil, order: .startDescending), [4, 0, 2] + ties),
            (CatalogQuery(person: nil, order: .createdAscending), [0, 1, 2, 3, 4]),
            (CatalogQuery(person: patient, order: .createdDescending), [4, 3, 2, 1, 0]),
            (CatalogQuery(person: doctor), ties + [0]),
            (CatalogQuery(person: nil, doctor: other), [2, 4]),
            (CatalogQuery(person: patient, doctor: doctor), ties + [0]),
            (CatalogQuery(person: doctor, doctor: other), []),
            (CatalogQuery(person: nil, status: .ended), ties),
            (CatalogQuery(person: patient, status: .cancelled), [2]),
            (CatalogQuery(person: nil, provider: .jitsi), [1]),
            (CatalogQuery(person: patient, provider: .zoom), [4]),
            (CatalogQuery(person: nil, from: Self.time + hour * 2, to: Self.time + hour * 4), [2, 0]),
            (CatalogQuery(person: patient, from: Self.time + hour * 3), [0, 4]),
            (CatalogQuery(person: other, to: Self.time + hour * 9), [2]),
            (CatalogQuery(person: nil, offset: 2, limit: 2), [2, 0]),
        ] + searches(ties)
    }

    /// By names: everybody is called the same, but for the guest of the third.
    private func searches(_ ties: [Int]) -> [(query: CatalogQuery, found: [Int])] {
        [
            (CatalogQuery(person: nil, words: ["marl", "piet"]), ties + [2, 0, 4]),
            (CatalogQuery(person: nil, words: ["mara"]), [2]),
            (CatalogQuery(person: nil, words: ["quist", "lind", "da"]), []),
            (CatalogQuery(person: nil, words: ["quist", "lind"], order: .createdDescending), [2]),
            (CatalogQuery(person: nil, status: .ended, words: ["ada"]), ties),
            (CatalogQuery(person: nil, words: ["ada"], offset: 2, limit: 2), [2, 0]),
            (CatalogQuery(person: nil, words: ["ada"], from: Self.time + Self.hour * 3), [0, 4]),
            (CatalogQuery(person: nil, doctor: other, words: ["ada"]), [2, 4]),
            (CatalogQuery(person: doctor, words: ["lindgren"]), ties + [0]),
            (CatalogQuery(person: doctor, provider: .jitsi, words: ["lindgren"]), [1]),
            // Who sits as a patient may not know who else does.
            (CatalogQuery(person: patient, words: ["ada"]), []),
            (CatalogQuery(person: nil, words: ["arlow"]), []),
        ]
    }
}
