package import FoundationEssentials

/// A UUID that says what it identifies, so that one kind of id can never stand in for another.
package protocol Identifier: Hashable, Sendable, Comparable, LosslessStringConvertible {
    /// The 128 bits behind the id.
    var uuid: UUID { get }

    /// Wraps a UUID.
    init(uuid: UUID)
}

extension Identifier {
    /// Reads the canonical 36-character form, in either case.
    package init?(_ description: String) {
        guard let uuid = UUID(canonical: description) else { return nil }
        self.init(uuid: uuid)
    }

    /// The canonical form in lower case.
    package var description: String { uuid.canonicalText }

    package static func < (left: Self, right: Self) -> Bool { left.uuid < right.uuid }

    /// Which of `count` equal parts the id belongs to: from its random end, and the same in every process, unlike a hash.
    package func bucket(of count: Int) -> Int {
        let bytes = uuid.uuid
        return (Int(bytes.14) << 8 | Int(bytes.15)) % count
    }
}

/// Names one consultation.
package struct ConsultationID: Identifier {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }
}

extension ConsultationID {
    /// Stands for the clinic's feed where a socket says what it is for; no consultation has it.
    package static let clinicFeed = ConsultationID(uuid: UUID(high: 0, low: 0))
}

/// Names one person, in every consultation they take part in.
package struct PersonID: Identifier {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }
}

/// Names one unbroken history of an installation.
///
/// Restoring a backup begins another one.
package struct HistoryID: Identifier {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }
}

/// Names one installation: its journal and its key file belong together, also after a restore.
package struct InstallationID: Identifier {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }
}
