/// A signed statement that the content of a consultation is erased, and until when copies of its key may be left.
///
/// The key that signs is that of the checkpoints. `position` and `total` say how far the journal had come, so that it can be
/// compared with a checkpoint; the entry that notes the erasure stands before that.
package struct ErasureCertificate: Hashable, Sendable {
    /// What is certified.
    package struct Erasure: Hashable, Sendable {
        package let consultation: ConsultationID
        /// Since when the key is destroyed.
        package let erased: Timestamp
        /// `nil` where its age alone asked for it, or somebody at the hub's own machine.
        package let person: PersonID?
        package let reason: ErasureReason
        /// From then on no backup of the key file is kept that was made before.
        package let keyBackupsUntil: Timestamp

        package init(
            consultation: ConsultationID,
            erased: Timestamp,
            person: PersonID?,
            reason: ErasureReason,
            keyBackupsUntil: Timestamp
        ) {
            self.consultation = consultation
            self.erased = erased
            self.person = person
            self.reason = reason
            self.keyBackupsUntil = keyBackupsUntil
        }
    }

    package let erasure: Erasure
    package let history: HistoryID
    package let position: UInt64
    /// Hexadecimal, as in checkpoints.
    package let total: String
    /// An Ed25519 key (RFC 8032), in hexadecimal like ``signature``.
    package let publicKey: String
    package let signature: String

    /// `sign` signs what ``signed`` says.
    package init(
        _ erasure: Erasure,
        history: HistoryID,
        position: UInt64,
        total: String,
        publicKey: String,
        sign: ([UInt8]) throws -> String
    ) rethrows {
        self.erasure = erasure
        self.history = history
        self.position = position
        self.total = total
        self.publicKey = publicKey
        signature = try sign(Self.signed(erasure, history, position, total))
    }

    private static func signed(
        _ erasure: Erasure,
        _ history: HistoryID,
        _ position: UInt64,
        _ total: String
    ) -> [UInt8] {
        var writer = StorageWriter()
        writer.write("laso-hub erasure 1")
        writer.write(erasure.consultation.uuid)
        writer.write(erasure.erased)
        writer.write(erasure.person) { $0.write($1.uuid) }
        writer.write(UInt64(erasure.reason.rawValue))
        writer.write(erasure.keyBackupsUntil)
        writer.write(history.uuid)
        writer.write(position)
        writer.write(total)
        return writer.bytes
    }
}

extension ErasureCertificate: SignedStatement {
    package var signed: [UInt8] { Self.signed(erasure, history, position, total) }
}

extension ErasureCertificate: Codable {
    private static let kind = "erasure certificate 1"

    private enum Key: String, CodingKey {
        case laso, reason, history, position, total, signature
        case consultation = "consultation_id"
        case erased = "erased_at"
        case person = "person_id"
        case keyBackupsUntil = "key_backups_until"
        case publicKey = "public_key"
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(Self.kind, forKey: .laso)
        try fields.encode(erasure.consultation.description, forKey: .consultation)
        try fields.encode(erasure.erased.rfc3339, forKey: .erased)
        try fields.encode(erasure.person?.description, forKey: .person)
        try fields.encode(erasure.reason.name, forKey: .reason)
        try fields.encode(erasure.keyBackupsUntil.rfc3339, forKey: .keyBackupsUntil)
        try fields.encode(history.description, forKey: .history)
        try fields.encode(position, forKey: .position)
        try fields.encode(total, forKey: .total)
        try fields.encode(publicKey, forKey: .publicKey)
        try fields.encode(signature, forKey: .signature)
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        func text<Value>(_ key: Key, _ parse: (String) -> Value?) throws -> Value {
            guard let value = parse(try fields.decode(String.self, forKey: key)) else {
                throw StorageError.invalid(field: key.rawValue)
            }
            return value
        }
        _ = try text(.laso) { $0 == Self.kind ? $0 : nil }
        let person = try fields.decodeIfPresent(String.self, forKey: .person)
        erasure = Erasure(
            consultation: try text(.consultation) { ConsultationID($0) },
            erased: try text(.erased) { Timestamp(rfc3339: $0) },
            person: try person.map { _ in try text(.person) { PersonID($0) } },
            reason: try text(.reason) { name in ErasureReason.allCases.first { $0.name == name } },
            keyBackupsUntil: try text(.keyBackupsUntil) { Timestamp(rfc3339: $0) }
        )
        history = try text(.history) { HistoryID($0) }
        position = try fields.decode(UInt64.self, forKey: .position)
        total = try fields.decode(String.self, forKey: .total)
        publicKey = try fields.decode(String.self, forKey: .publicKey)
        signature = try fields.decode(String.self, forKey: .signature)
    }
}
