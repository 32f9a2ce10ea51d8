import Core

extension FHIRResource {
    /// Who read and changed the visit, or tried to, as the audit has it: of the newest, the oldest first.
    static func accesses(
        _ record: VisitRecord,
        _ people: FHIRPeople,
        _ encounter: FHIRResource
    ) -> [FHIRResource] {
        record.accesses.reversed().compactMap { row in
            guard let access = row.event.record else { return nil }
            var said = fields(access, at: row.time, people, encounter)
            // So many times, of which this is the last.
            if case .refusedOften(_, let count, let since) = row.event {
                said["outcomeDesc"] = .text("\(access.outcome.code ?? "refused"), \(count) times")
                said["period"] = JSONValue.period(since, row.time)
            }
            return FHIRResource("AuditEvent", uuid("Access", of: record.id, seq: row.seq), said)
        }
    }

    private static func fields(
        _ access: AuditRecord,
        at time: Timestamp,
        _ people: FHIRPeople,
        _ encounter: FHIRResource
    ) -> [String: JSONValue?] {
        var fields: [String: JSONValue?] = [
            "type": .coding(.audit, "110110", "Patient Record"),
            "subtype": [.coding(.operation, access.operation)],
            "action": .text(access.action), "recorded": .time(time),
            "agent": [agent(access, people)],
            "source": ["site": .text(access.door.name), "observer": ["display": "LASO Hub"]],
            "entity": .list(entities(access, people, encounter)),
        ]
        // A minor failure: what was asked for was not done, and nothing else came of it.
        fields["outcome"] = .text(access.outcome == .allowed ? "0" : "4")
        fields["outcomeDesc"] = JSONValue.fhirText(access.outcome.code)
        return fields
    }

    private static func agent(_ access: AuditRecord, _ people: FHIRPeople) -> JSONValue {
        .element([
            "role": .list(access.role.map { [["text": .text($0.name)]] } ?? []),
            "who": access.person.map { people.reference(to: $0) } ?? ["display": .text(access.door.stranger)],
            "requestor": true,
            "network": access.address?.value.map { ["address": .text($0.text), "type": "2"] },
        ])
    }

    /// The visit, and those of its people whom it was about; other visits of the same answer are none of its business.
    private static func entities(
        _ access: AuditRecord,
        _ people: FHIRPeople,
        _ encounter: FHIRResource
    ) -> [JSONValue] {
        let persons = access.subjects.filter { $0.kind == .person }.map { PersonID(uuid: $0.uuid) }
        return [["what": .reference(encounter)]]
            + persons.filter(people.includes).map { ["what": people.reference(to: $0)] }
    }
}

extension AuditRecord.Outcome {
    fileprivate var code: String? {
        switch self {
        case .allowed: nil
        case .refused(let code): code
        }
    }
}

extension AuditRecord.Door {
    /// Who comes this way without having proved who they are.
    fileprivate var stranger: String {
        switch self {
        case .rest, .socket: "Nobody signed in"
        case .console: "Somebody at the hub's machine"
        }
    }
}

extension AuditRecord {
    /// FHIR R4, AuditEventAction: read, update, delete, or execute; operations of REST begin with their method.
    fileprivate var action: String {
        guard door == .rest, let method = operation.split(separator: "_").first else { return "E" }
        return ["get": "R", "head": "R", "put": "U", "patch": "U", "delete": "D"][method] ?? "E"
    }
}
