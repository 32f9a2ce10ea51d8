import Core

extension FHIRResource {
    /// The visit itself, with what its status was when.
    static func encounter(_ record: VisitRecord, _ people: FHIRPeople, _ appointment: FHIRResource) -> FHIRResource {
        let course = StatusCourse(record)
        return FHIRResource(
            "Encounter",
            record.id.uuid,
            [
                "identifier": [.identifier(record.id)],
                "status": .text(record.status.encounterStatus),
                "statusHistory": .list(history(course, record.status)),
                "class": .coding(.encounterClass, "VR", "virtual"),
                "subject": people.subject,
                "participant": .list(participants(record, people)),
                "appointment": [.reference(appointment)],
                "period": course.begun.map { .period($0, course.over) },
                "length": length(course),
            ]
        )
    }

    /// A status ends where the next begins; the last goes on, as far as the reader knows.
    private static func history(_ course: StatusCourse, _ status: ConsultationStatus) -> [JSONValue] {
        course.steps.indices.map { index in
            let step = course.steps[index]
            let next = index + 1 < course.steps.count ? course.steps[index + 1].since : nil
            return ["status": .text(step.status.encounterStatus), "period": .period(step.since, next)]
        }
    }

    private static func length(_ course: StatusCourse) -> JSONValue? {
        guard let begun = course.begun, let over = course.over else { return nil }
        return [
            "value": .integer(Int(clamping: (over - begun).components.seconds)), "unit": "s",
            "system": .text(FHIRSystem.units.rawValue), "code": "s",
        ]
    }

    /// Patients are no participants of an encounter: one is its subject, and all are in the appointment.
    private static func participants(_ record: VisitRecord, _ people: FHIRPeople) -> [JSONValue] {
        let firstDoctor = record.seats.first { $0.role == .doctor }
        return record.seats.filter { $0.role != .patient }.map { seat in
            .element([
                "type": [seat.participation(isFirstDoctor: seat == firstDoctor)],
                "period": stay(of: seat.number, record), "individual": people.reference(to: seat.number),
            ])
        }
    }

    /// From the first time in the room to the last.
    private static func stay(of seat: SeatNumber, _ record: VisitRecord) -> JSONValue? {
        var first: Timestamp?
        var last: Timestamp?
        for entry in record.entries {
            switch entry.event {
            case .roomEntered(seat):
                first = first ?? entry.time
                last = nil
            case .left(seat, _), .movedToWaitingRoom(seat, _), .removed(seat, _, _): last = entry.time
            case .statusChanged(let status, _, _) where status.isFinal: last = last ?? entry.time
            default: break
            }
        }
        return first.map { .period($0, last) }
    }
}

extension ConsultationStatus {
    /// FHIR R4, EncounterStatus, which has no word for somebody who didn't come: the appointment says it.
    fileprivate var encounterStatus: String {
        switch self {
        case .scheduled: "planned"
        case .waiting: "arrived"
        case .active: "in-progress"
        case .onHold: "onleave"
        case .ended: "finished"
        case .cancelled, .noShow: "cancelled"
        }
    }
}
