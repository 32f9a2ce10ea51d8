import Core

/// The people of a visit: a resource for each, and references to them.
///
/// Somebody of whom the reader knows no more than the seat, and a guest of a visit without a patient, are named by an identifier
/// alone. Who has no seat is named to those only who may know the people of the clinic.
struct FHIRPeople: Sendable {
    let resources: [FHIRResource]
    private let bySeat: [SeatNumber: JSONValue]
    private let byPerson: [PersonID: JSONValue]
    private let seesOutsiders: Bool
    /// Whose record it is.
    let subject: JSONValue?

    init(_ record: VisitRecord) {
        seesOutsiders = record.seesOutsiders
        let patient = record.subject.map { Self.resource("Patient", $0) }
        subject = patient.map { .reference($0) }
        var resources: [FHIRResource] = []
        var bySeat: [SeatNumber: JSONValue] = [:]
        var byPerson: [PersonID: JSONValue] = [:]
        for seat in record.seats {
            let resource = Self.resource(seat, besides: patient)
            if let resource, byPerson[seat.person] == nil { resources.append(resource) }
            let reference = resource.map { JSONValue.reference($0) } ?? Self.logical(seat)
            bySeat[seat.number] = reference
            byPerson[seat.person] = reference
        }
        self.resources = resources
        self.bySeat = bySeat
        self.byPerson = byPerson
    }

    func reference(to seat: SeatNumber) -> JSONValue {
        bySeat[seat] ?? ["display": .text("Seat \(seat.rawValue)")]
    }

    func reference(to person: PersonID) -> JSONValue {
        if let known = byPerson[person] { return known }
        return seesOutsiders ? ["identifier": .identifier(person)] : ["display": "Somebody of the clinic"]
    }

    /// Whether somebody takes part in the visit, as far as the reader knows.
    func includes(_ person: PersonID) -> Bool { byPerson[person] != nil }

    private static func resource(_ seat: VisitRecord.Seat, besides patient: FHIRResource?) -> FHIRResource? {
        switch seat.role {
        case .patient: resource("Patient", seat)
        case .doctor, .interpreter, .staff, .admin: resource("Practitioner", seat)
        // One is related to a patient, or not at all.
        case .guest: patient.map { resource("RelatedPerson", seat, ["patient": .reference($0)]) }
        }
    }

    private static func resource(
        _ type: String,
        _ seat: VisitRecord.Seat,
        _ more: [String: JSONValue?] = [:]
    ) -> FHIRResource {
        let name = JSONValue.fhirText(seat.name.value).map { JSONValue.list([["text": $0]]) }
        let own: [String: JSONValue?] = ["identifier": [.identifier(seat.person)], "name": name]
        return FHIRResource(type, seat.person.uuid, own.merging(more) { own, _ in own })
    }

    private static func logical(_ seat: VisitRecord.Seat) -> JSONValue {
        .element(["identifier": .identifier(seat.person), "display": JSONValue.fhirText(seat.name.value)])
    }
}

extension VisitRecord.Seat {
    /// What the person does in the visit.
    func participation(isFirstDoctor: Bool) -> JSONValue {
        switch role {
        case .doctor where isFirstDoctor: .concept(.participation, "PPRF", "primary performer")
        case .doctor: .concept(.participation, "SPRF", "secondary performer")
        case .interpreter: .concept(.participant, "translator", "Translator")
        case .patient, .staff, .admin, .guest: .concept(.participation, "PART", "Participation")
        }
    }
}
