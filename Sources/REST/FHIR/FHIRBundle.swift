import Core

/// A visit as a FHIR R4 bundle.
///
/// All references lead to entries of the bundle, or are identifiers.
struct FHIRBundle: Sendable {
    let resources: [FHIRResource]
    private let time: Timestamp

    init(_ record: VisitRecord, at time: Timestamp) {
        self.time = time
        let people = FHIRPeople(record)
        let appointment = FHIRResource.appointment(record, people)
        let encounter = FHIRResource.encounter(record, people, appointment)
        resources =
            [encounter, appointment] + people.resources + FHIRResource.communications(record, people, encounter)
            + FHIRResource.consents(record, people) + FHIRResource.documents(record, people, encounter)
            + FHIRResource.auditEvents(record, people, encounter) + FHIRResource.accesses(record, people, encounter)
    }

    var json: JSONValue {
        [
            "resourceType": "Bundle", "type": "collection", "timestamp": .time(time),
            "entry": .list(resources.map(\.entry)),
        ]
    }
}
