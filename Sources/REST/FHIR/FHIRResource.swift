import Core
import Crypto
import FoundationEssentials

/// One resource of a bundle.
///
/// Other resources name it by ``url``, which is the same in every bundle of the same consultation.
struct FHIRResource: Sendable {
    let type: String
    let uuid: UUID
    private let fields: [String: JSONValue?]

    init(_ type: String, _ uuid: UUID, _ fields: [String: JSONValue?]) {
        self.type = type
        self.uuid = uuid
        self.fields = fields
    }

    /// A resource of a visit, or of one of its events, with an id that is made of theirs.
    init(_ type: String, of visit: ConsultationID, seq: UInt64 = 0, _ fields: [String: JSONValue?]) {
        self.init(type, Self.uuid(type, of: visit, seq: seq), fields)
    }

    static func uuid(_ type: String, of visit: ConsultationID, seq: UInt64 = 0) -> UUID {
        UUID(derivedFrom: SHA256.hash(data: Array("laso-hub fhir\n\(type)\n\(visit)\n\(seq)".utf8)))
    }

    static func url(_ uuid: UUID) -> String { "urn:uuid:\(uuid.canonicalText)" }

    var url: String { Self.url(uuid) }

    /// As an entry of a bundle.
    var entry: JSONValue {
        let own: [String: JSONValue?] = ["resourceType": .text(type), "id": .text(uuid.canonicalText)]
        return ["fullUrl": .text(url), "resource": .element(own.merging(fields) { own, _ in own })]
    }
}
