import Core

/// One time that somebody agreed to something, until they took it back.
struct GivenConsent: Hashable, Sendable {
    let seat: SeatNumber
    let purpose: ConsentPurpose
    let seq: UInt64
    let given: Timestamp
    var withdrawn: Timestamp?

    /// All of a visit, in order.
    static func all(_ entries: [VisitRecord.Entry]) -> [GivenConsent] {
        var all: [GivenConsent] = []
        for entry in entries {
            guard case .consentChanged(let seat, let purpose, let isGiven) = entry.event else { continue }
            let open = all.lastIndex { $0.seat == seat && $0.purpose == purpose && $0.withdrawn == nil }
            if let open, !isGiven { all[open].withdrawn = entry.time }
            guard isGiven, open == nil else { continue }
            all.append(GivenConsent(seat: seat, purpose: purpose, seq: entry.seq, given: entry.time))
        }
        return all
    }
}

extension FHIRResource {
    /// What people agreed to, each time for itself: active while it holds, inactive with an end since it was withdrawn.
    static func consents(_ record: VisitRecord, _ people: FHIRPeople) -> [FHIRResource] {
        GivenConsent.all(record.entries).map { consent in
            FHIRResource("Consent", of: record.id, seq: consent.seq, fields(consent, people))
        }
    }

    private static func fields(_ consent: GivenConsent, _ people: FHIRPeople) -> [String: JSONValue?] {
        // Of one whose patient is unknown FHIR knows no scope: the words say it (Consent, ppc-2).
        let scope = people.subject == nil ? nil : JSONValue.concept(.consentScope, "patient-privacy", "Privacy Consent")
        let purpose = consent.purpose.name
        return [
            "status": consent.withdrawn == nil ? "active" : "inactive",
            "scope": scope ?? ["text": "Taking part in a visit"],
            "category": [.concept(.loinc, "59284-0", "Consent Document")],
            "patient": people.subject, "dateTime": .time(consent.given),
            "performer": [people.reference(to: consent.seat)],
            "policyRule": ["text": "Given and withdrawn by the person themselves, during the visit."],
            // Only rules inside of the first one have a type (FHIR R4, Consent.provision.type).
            "provision": [
                "period": .period(consent.given, consent.withdrawn),
                "provision": [["type": "permit", "code": [.concept(.consentPurpose, purpose, purpose)]]],
            ],
        ]
    }
}
