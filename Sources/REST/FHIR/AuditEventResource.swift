import Core

extension FHIRResource {
    /// Who did what to the visit, in order: everything that is not said by a resource of its own.
    static func auditEvents(
        _ record: VisitRecord,
        _ people: FHIRPeople,
        _ encounter: FHIRResource
    ) -> [FHIRResource] {
        record.entries.compactMap { entry in
            guard let action = entry.event.kind.auditAction else { return nil }
            return FHIRResource(
                "AuditEvent",
                of: record.id,
                seq: entry.seq,
                [
                    "type": .coding(.audit, "110110", "Patient Record"),
                    "subtype": [.coding(.event, entry.event.kind.name)],
                    "action": .text(action), "recorded": .time(entry.time), "outcome": "0",
                    "agent": [agent(entry.origin, people)],
                    "source": ["observer": ["display": "LASO Hub"]],
                    "entity": .list(entities(entry, people, encounter)),
                ]
            )
        }
    }

    private static func agent(_ origin: Origin, _ people: FHIRPeople) -> JSONValue {
        switch origin {
        case .person(let person): ["who": people.reference(to: person), "requestor": true]
        case .hub: ["who": ["display": "LASO Hub"], "requestor": false]
        }
    }

    /// The visit, and the person to whom it was done.
    private static func entities(
        _ entry: VisitRecord.Entry,
        _ people: FHIRPeople,
        _ encounter: FHIRResource
    ) -> [JSONValue] {
        let visit: JSONValue = ["what": .reference(encounter)]
        guard let seat = entry.event.object else { return [visit] }
        return [visit, ["what": people.reference(to: seat)]]
    }
}

extension ConsultationEvent.Kind {
    /// FHIR R4, AuditEventAction: create, update or execute; `nil` for what is no matter of an audit, or is said elsewhere.
    fileprivate var auditAction: String? {
        switch self {
        case .chatPosted, .noteWritten, .summaryWritten, .seen, .hadNoEffect: nil
        // For administrators only, in the audit.
        case .legalHoldPlaced, .legalHoldLifted, .contentErased: nil
        case .created, .seatAdded, .linkMade: "C"
        case .statusChanged, .bookingChanged, .consentChanged, .priorityGiven: "U"
        default: "E"
        }
    }
}

extension ConsultationEvent {
    /// The seat to which something was done, where it was done to one.
    fileprivate var object: SeatNumber? {
        switch self {
        case .seatAdded(let seat, _, _, _), .admitted(let seat, _, _), .denied(let seat, _, _),
            .movedToWaitingRoom(let seat, _), .removed(let seat, _, _), .priorityGiven(let seat, _, _, _),
            .linkUsed(_, let seat), .waitingRoomEntered(let seat), .roomEntered(let seat), .left(let seat, _),
            .consentChanged(let seat, _, _):
            seat
        default: nil
        }
    }
}
