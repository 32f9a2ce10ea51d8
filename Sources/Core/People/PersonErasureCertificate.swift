/// A signed statement that a person is erased, and until when copies of their key may be left.
///
/// The key that signs is that of the checkpoints. `position` and `total` say how far the journal had come; the entry that notes
/// the erasure stands before that.
package struct PersonErasureCertificate: Hashable, Sendable {
    /// What is certified.
    package struct Erasure: Hashable, Sendable {
        package let person: PersonID
        /// Since when the key is destroyed.
        package let erased: Timestamp
        /// `nil` where somebody at the hub's own machine asked for it.
        package let requester: PersonID?
        /// Visits that they were the patient of, and whose content is erased with them.
        package let visitsErased: Int
        /// Visits that still name them, until their own content is erased.
        package let visitsKept: Int
        /// From then on no backup of the key file is kept that was made before.
        package let keyBackupsUntil: Timestamp

        package init(
            person: PersonID,
            erased: Timestamp,
            requester: PersonID?,
            visitsErased: Int,
            visitsKept: Int,
            keyBackupsUntil: Timestamp
        ) {
            self.person = person
            self.erased = erased
            self.requester = requester
            self.visitsErased = visitsErased
            self.visitsKept = visitsKept
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
        writer.write("laso-hub person erasure 1")
        writer.write(erasure.person.uuid)
        writer.write(erasure.erased)
        writer.write(erasure.requester) { $0.write($1.uuid) }
        writer.write(erasure.visitsErased)
        writer.write(erasure.visitsKept)
        writer.write(erasure.keyBackupsUntil)
        writer.write(history.uuid)
        writer.write(position)
        writer.write(total)
        return writer.bytes
    }
}

extension PersonErasureCertificate: SignedStatement {
    package var signed: [UInt8] { Self.signed(erasure, history, position, total) }
}

extension PersonErasureCertificate: Codable {
    private static let kind = "person erasure certificate 1"

    private enum Key: String, CodingKey {
        case laso, history, position, total, signature
        case person = "person_id"
        case erased = "erased_at"
        case requester = "requested_by"
        case visitsErased = "visits_erased"
        case visitsKept = "visits_kept"
        case keyBackupsUntil = "key_backups_until"
        case publicKey = "public_key"
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(Self.kind, forKey: .laso)
        try fields.encode(erasure.person.description, forKey: .person)
        try fields.encode(erasure.erased.rfc3339, forKey: .erased)
        try fields.encode(erasure.requester?.description, forKey: .requester)
        try fields.encode(erasure.visitsErased, forKey: .visitsErased)
        try fields.encode(erasure.visitsKept, forKey: .visitsKept)
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
        let requester = try fields.decodeIfPresent(String.self, forKey: .requester)
        erasure = Erasure(
            person: try text(.person) { PersonID($0) },
            erased: try text(.erased) { Timestamp(rfc3339: $0) },
            requester: try requester.map { _ in try text(.requester) { PersonID($0) } },
            visitsErased: try fields.decode(Int.self, forKey: .visitsErased),
            visitsKept: try fields.decode(Int.self, forKey: .visitsKept),
            keyBackupsUntil: try text(.keyBackupsUntil) { Timestamp(rfc3339: $0) }
        )
        history = try text(.history) { HistoryID($0) }
        position = try fields.decode(UInt64.self, forKey: .position)
        total = try fields.decode(String.self, forKey: .total)
        publicKey = try fields.decode(String.self, forKey: .publicKey)
        signature = try fields.decode(String.self, forKey: .signature)
    }
}
