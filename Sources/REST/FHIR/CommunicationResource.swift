import Core

extension FHIRResource {
    /// The messages of the chat, in order; what was erased has no payload.
    static func communications(
        _ record: VisitRecord,
        _ people: FHIRPeople,
        _ encounter: FHIRResource
    ) -> [FHIRResource] {
        guard record.isSeated else { return [] }
        return record.entries.compactMap { entry in
            guard case .chatPosted(let sender, let recipient, let text) = entry.event else { return nil }
            return FHIRResource(
                "Communication",
                of: record.id,
                seq: entry.seq,
                [
                    "status": "completed", "subject": people.subject, "encounter": .reference(encounter),
                    "sent": .time(entry.time), "sender": people.reference(to: sender),
                    "recipient": .list(recipient.map { [people.reference(to: $0)] } ?? []),
                    "payload": .list(JSONValue.fhirText(text.value).map { [["contentString": $0]] } ?? []),
                ]
            )
        }
    }
}
