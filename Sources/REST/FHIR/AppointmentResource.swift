import Core

extension FHIRResource {
    /// What was agreed: when, for how long, about what, and by whom.
    static func appointment(_ record: VisitRecord, _ people: FHIRPeople) -> FHIRResource {
        let (booking, text) = (record.booking, record.booked?.text.value)
        return FHIRResource(
            "Appointment",
            of: record.id,
            [
                "identifier": .list(identifiers(record)),
                "status": .text(record.status.appointmentStatus),
                "description": JSONValue.fhirText(booking.title.value),
                "start": .time(booking.start),
                "end": .time(booking.start + .seconds(booking.minutes * 60)),
                "minutesDuration": .integer(booking.minutes),
                "created": .time(record.createdAt),
                "comment": JSONValue.fhirText(text?.notes),
                "reasonCode": .list([JSONValue.concept(text?.reason)].compactMap(\.self)),
                "participant": .list(participants(record, people)),
            ]
        )
    }

    private static func identifiers(_ record: VisitRecord) -> [JSONValue] {
        let own = JSONValue.identifier(record.id)
        // The outside system's own words: no address that could be a `system`.
        guard let outside = record.booked?.reference?.value, let value = JSONValue.fhirText(outside.id)
        else { return [own] }
        return [own, .element(["type": JSONValue.concept(outside.source), "value": value])]
    }

    /// There is always one, as FHIR wants it.
    private static func participants(_ record: VisitRecord, _ people: FHIRPeople) -> [JSONValue] {
        guard !record.seats.isEmpty else { return [["actor": ["display": "Nobody yet"], "status": "needs-action"]] }
        let firstDoctor = record.seats.first { $0.role == .doctor }
        return record.seats.map { seat in
            [
                "type": [seat.participation(isFirstDoctor: seat == firstDoctor)],
                "actor": people.reference(to: seat.number), "required": "required", "status": "accepted",
            ]
        }
    }
}

extension ConsultationStatus {
    /// FHIR R4, AppointmentStatus: what has begun has fulfilled what was agreed.
    fileprivate var appointmentStatus: String {
        switch self {
        case .scheduled: "booked"
        case .waiting: "arrived"
        case .active, .onHold, .ended: "fulfilled"
        case .cancelled: "cancelled"
        case .noShow: "noshow"
        }
    }
}
