package import FoundationEssentials

/// The kinds of things that keep a journal of their own.
///
/// Numbers are stored and never reused.
package enum EntityKind: UInt8, Sendable, CaseIterable {
    /// One visit: see ``ConsultationEvent``.
    case consultation = 1
    /// The people of the installation: see ``DirectoryEvent``. There is one.
    case directory = 2
    /// How one person signs in: see ``AccountEvent``. It has the person's id.
    case account = 3
    /// A doctor's working hours and bookings: see ``CalendarEvent``. Its id is the doctor's.
    case calendar = 4
    /// Who saw and changed personal data: see ``AuditEvent``. Each node keeps one.
    case audit = 5
    /// What became of the mails of the installation: see ``PostEvent``. There is one.
    case post = 6
    /// Who is sent notices, and where: see ``WebhookEvent``. There is one.
    case webhook = 7
}

/// Names one entity: the owner of one contiguous sequence of journal entries.
package struct EntityID: Hashable, Sendable, CustomStringConvertible {
    package let kind: EntityKind
    package let uuid: UUID

    package init(kind: EntityKind, uuid: UUID) {
        self.kind = kind
        self.uuid = uuid
    }

    /// The entity of a consultation.
    package init(_ consultation: ConsultationID) {
        self.init(kind: .consultation, uuid: consultation.uuid)
    }

    /// The account of a person.
    package init(account person: PersonID) {
        self.init(kind: .account, uuid: person.uuid)
    }

    /// The entity of a doctor's calendar.
    package init(calendarOf doctor: PersonID) {
        self.init(kind: .calendar, uuid: doctor.uuid)
    }

    /// The one directory of an installation.
    package static let directory = EntityID(kind: .directory, uuid: UUID(high: 0, low: 0))

    /// The audit of the installation's one node.
    package static let audit = EntityID(kind: .audit, uuid: UUID(high: 0, low: 0))

    /// The one post of an installation.
    package static let post = EntityID(kind: .post, uuid: UUID(high: 0, low: 0))

    /// The webhooks of an installation, all together.
    package static let webhooks = EntityID(kind: .webhook, uuid: UUID(high: 0, low: 0))

    package var description: String { "\(kind)/\(uuid.canonicalText)" }
}
