import Core
import Foundation
import HTTPTypes
import Testing

@testable import Actors
@testable import REST

/// A visit that is over, with its journal, and what a reader gets of it as FHIR.
struct FHIRVisit {
    static let (doctorSeat, patientSeat, guestSeat) = (SeatNumber(index: 0), SeatNumber(index: 1), SeatNumber(index: 2))
    static let all = Audience(doctorSeat, patientSeat, guestSeat)

    let clinic: Clinic
    let id = Example.consultationID()
    let guest = PersonID(uuid: UUID())

    /// The course of the visit: waiting, talk, consent and its end, a minute apart.
    ///
    /// The doctor has seat 1, the patient seat 2, a guest seat 3.
    static func begin() async throws -> FHIRVisit {
        let visit = FHIRVisit(clinic: try await Clinic())
        visit.clinic.catalog.hold(CatalogPage(total: 1, items: [visit.summary]))
        for user in [visit.clinic.doctor, visit.clinic.patient] { visit.seat(user) }
        visit.hold(visit.course)
        return visit
    }

    private init(clinic: Clinic) {
        self.clinic = clinic
    }

    typealias Step = (event: ConsultationEvent, audience: Audience, by: PersonID?)

    var course: [Step] {
        let (doctor, patient, guestSeat) = (Self.doctorSeat, Self.patientSeat, Self.guestSeat)
        let (hosts, both, all) = (Audience(doctor), Audience(doctor, patient), Self.all)
        let who = ConsultationEvent.Identity(person: clinic.patient.id, role: .patient, name: clinic.patient.name)
        return [
            (.created(Example.booking), Audience(), nil),
            (.waitingRoomEntered(patient), both, clinic.patient.id),
            (.statusChanged(.waiting, .arrival, by: nil), hosts, nil),
            (.admitted(patient, by: doctor, who), both, clinic.doctor.id),
            (.roomEntered(patient), both, nil),
            (.statusChanged(.active, .requested, by: doctor), all, clinic.doctor.id),
            (.chatPosted(from: doctor, to: nil, text: .present("Good\u{7} morning")), all, clinic.doctor.id),
            (.chatPosted(from: doctor, to: guestSeat, text: .present("Between us")), Audience(doctor, guestSeat), nil),
            (.chatPosted(from: patient, to: nil, text: .erased), all, clinic.patient.id),
            (.consentChanged(patient, .recording, given: true), all, clinic.patient.id),
            (.consentChanged(patient, .recording, given: false), all, clinic.patient.id),
            (.consentChanged(patient, .recording, given: true), all, clinic.patient.id),
            (.noteWritten(by: doctor, text: .present("A dry cough")), hosts, clinic.doctor.id),
            (.statusChanged(.onHold, .requested, by: doctor), all, clinic.doctor.id),
            (.statusChanged(.active, .requested, by: doctor), all, clinic.doctor.id),
            (.statusChanged(.ended, .requested, by: doctor), all, clinic.doctor.id),
            (.summaryWritten(by: doctor, text: .present("Come again")), all, clinic.doctor.id),
            (.summaryWritten(by: doctor, text: .present("Come again soon")), all, clinic.doctor.id),
        ]
    }

    func hold(_ steps: [Step]) {
        clinic.journal.hold(
            steps.enumerated().map { index, step in
                JournalEntry(
                    entity: EntityID(id),
                    seq: UInt64(index + 1),
                    epoch: 1,
                    time: Example.start + .seconds(60 * index),
                    origin: step.by.map { .person($0) } ?? .hub,
                    command: nil,
                    audience: step.audience,
                    content: step.event.stored()
                )
            }
        )
    }

    /// As somebody with a seat gets it.
    func bundle(for user: User) async throws -> FHIRAnswer {
        let answer = try await clinic.send(.get, "/telemedicine/api/consultations/\(id)/fhir/", as: user)
        return try FHIRAnswer(answer)
    }

    private var summary: ConsultationSummary {
        ConsultationSummary(
            id: id,
            booking: Example.booking,
            status: .ended,
            seats: [
                .init(person: clinic.doctor.id, role: .doctor, name: clinic.doctor.name),
                .init(person: clinic.patient.id, role: .patient, name: clinic.patient.name),
                .init(person: guest, role: .guest, name: .present("Mara")),
            ],
            seq: 18,
            createdAt: Example.start,
            updatedAt: Example.start
        )
    }

    private func seat(_ user: User) {
        var view = Example.view(id, of: user, status: .ended)
        view.ownSeat = user.role == .doctor ? Self.doctorSeat : Self.patientSeat
        view.participants = summary.seats.enumerated().map { index, seat in
            ConsultationView.Participant(
                seat: SeatNumber(index: index),
                person: seat.person,
                role: seat.role,
                name: seat.name,
                standing: .cleared,
                presence: .away,
                since: Example.start,
                seenUpTo: 0
            )
        }
        clinic.desk.seat(user.id, view)
    }
}

/// A bundle as it was answered.
struct FHIRAnswer {
    let answer: Answer
    let resources: [[String: Any]]
    /// The `fullUrl` of each entry.
    let urls: [String]

    init(_ answer: Answer) throws {
        self.answer = answer
        let entries = try answer.json["entry"] as? [[String: Any]] ?? []
        resources = entries.compactMap { $0["resource"] as? [String: Any] }
        urls = entries.compactMap { $0["fullUrl"] as? String }
    }

    func all(_ type: String) -> [[String: Any]] { resources.filter { $0["resourceType"] as? String == type } }

    func first(_ type: String) throws -> [String: Any] { try #require(all(type).first, "\(answer.text)") }

    /// Every reference to another resource.
    var references: [String] {
        answer.text.matches(of: /"reference":"([^"]*)"/).map { String($0.1) }
    }
}
