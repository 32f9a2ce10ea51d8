import Core

/// The pieces that FHIR resources are made of (FHIR R4, data types).
extension JSONValue {
    /// An object without what is missing and without empty lists: FHIR knows neither `null` nor emptiness.
    static func element(_ fields: [String: JSONValue?]) -> JSONValue {
        .object(fields.compactMapValues { $0 == .list([]) ? nil : $0 })
    }

    /// A text as FHIR allows it: not blank, and of control characters only tab and line ends.
    ///
    /// Nothing where nothing is left.
    static func fhirText(_ text: String?) -> JSONValue? {
        guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
        guard text.unicodeScalars.contains(where: \.isRefusedByFHIR) else { return .text(text) }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { clean.append(scalar.isRefusedByFHIR ? "\u{FFFD}" : scalar) }
        return .text(String(clean))
    }

    static func time(_ time: Timestamp) -> JSONValue { .text(time.rfc3339) }

    /// A period; open at the end without `end`.
    static func period(_ start: Timestamp, _ end: Timestamp?) -> JSONValue {
        .element(["start": .time(start), "end": end.map { .time($0) }])
    }

    static func coding(_ system: FHIRSystem, _ code: String, _ display: String? = nil) -> JSONValue {
        .element(["system": .text(system.rawValue), "code": .text(code), "display": display.map { .text($0) }])
    }

    /// A CodeableConcept of one code.
    static func concept(_ system: FHIRSystem, _ code: String, _ display: String? = nil) -> JSONValue {
        ["coding": [.coding(system, code, display)]]
    }

    /// A CodeableConcept that only has words.
    static func concept(_ words: String?) -> JSONValue? {
        fhirText(words).map { ["text": $0] }
    }

    /// The id of something as the hub's own paths have it.
    static func identifier(_ id: some Identifier) -> JSONValue {
        ["system": .text(FHIRSystem.uri.rawValue), "value": .text(FHIRResource.url(id.uuid))]
    }

    static func reference(_ resource: FHIRResource) -> JSONValue {
        ["reference": .text(resource.url), "type": .text(resource.type)]
    }
}

/// Where codes come from.
enum FHIRSystem: String, Sendable {
    case uri = "urn:ietf:rfc:3986"
    case units = "http://unitsofmeasure.org"
    case loinc = "http://loinc.org"
    case audit = "http://dicom.nema.org/resources/ontology/DCM"
    case encounterClass = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    case participation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
    case participant = "http://terminology.hl7.org/CodeSystem/participant-type"
    case consentScope = "http://terminology.hl7.org/CodeSystem/consentscope"
    /// What people can agree to.
    case consentPurpose = "urn:laso-hub:consent-purpose"
    /// Kinds of events, as `events/` names them.
    case event = "urn:laso-hub:event"
    /// Operations, as the audit names them.
    case operation = "urn:laso-hub:operation"
}

extension Unicode.Scalar {
    /// FHIR R4, the type string: no characters below 32 but tab, line feed and carriage return.
    fileprivate var isRefusedByFHIR: Bool { value < 32 && ![9, 10, 13].contains(value) }
}
