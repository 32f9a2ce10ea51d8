package import FoundationEssentials

/// One access to personal data: who saw or changed what, when, from where, and why not if they could not.
///
/// Everything but the address stays readable for ever, so ids and names of operations stand here and no words of people.
package struct AuditRecord: Hashable, Sendable {
    /// Which way somebody came.
    ///
    /// Numbers are stored and never reused.
    package enum Door: UInt8, Sendable, CaseIterable {
        case rest = 1
        case socket = 2
        /// A command on the hub's own machine.
        case console = 3

        /// The name that REST uses.
        package var name: String {
            switch self {
            case .rest: "rest"
            case .socket: "socket"
            case .console: "console"
            }
        }
    }

    /// What the data is about.
    package struct Subject: Hashable, Sendable {
        /// Numbers are stored and never reused.
        package enum Kind: UInt8, Sendable, CaseIterable {
            case consultation = 1
            case person = 2
            case booking = 3
            /// Anything else that has an id of its own.
            case item = 4

            /// The name that REST uses.
            package var name: String {
                switch self {
                case .consultation: "consultation"
                case .person: "person"
                case .booking: "booking"
                case .item: "item"
                }
            }
        }

        package let kind: Kind
        package let uuid: UUID

        package init(_ kind: Kind, _ uuid: UUID) {
            self.kind = kind
            self.uuid = uuid
        }
    }

    package enum Outcome: Hashable, Sendable {
        case allowed
        /// With the code that the asker got.
        case refused(code: String)
    }

    /// Subjects of one record; no page of a list is about more.
    package static let subjectsMax = 512
    /// Subjects beside the first that weigh as much as one more request.
    package static let subjectsPerRequest = 16
    /// Bytes of a name, a code or the id of a request; what is longer is cut.
    package static let nameBytesMax = 96

    package let door: Door
    /// `nil` at the console, and where nobody proved who they are.
    package let person: PersonID?
    package let role: Role?
    /// The sign-in behind it.
    package let session: SessionID?
    /// Of REST's document, or one of the gateway's or the console's own names.
    package let operation: String
    package let subjects: [Subject]
    package let outcome: Outcome
    /// As in the hub's log lines; empty where there is none.
    package let requestID: String
    /// `nil` where there is none, as at the console.
    package let address: Erasable<ClientAddress>?

    package init(
        door: Door,
        person: PersonID? = nil,
        role: Role? = nil,
        session: SessionID? = nil,
        operation: String,
        subjects: [Subject] = [],
        outcome: Outcome = .allowed,
        requestID: String = "",
        address: Erasable<ClientAddress>? = nil
    ) {
        self.door = door
        self.person = person
        self.role = role
        self.session = session
        self.operation = Self.cut(operation)
        self.subjects = Array(subjects.prefix(Self.subjectsMax))
        self.outcome =
            switch outcome {
            case .allowed: .allowed
            case .refused(let code): .refused(code: Self.cut(code))
            }
        self.requestID = Self.cut(requestID)
        self.address = address
    }

    /// At most ``nameBytesMax`` bytes of whole characters.
    private static func cut(_ text: String) -> String {
        guard text.utf8.count > nameBytesMax else { return text }
        var cut = text
        while cut.utf8.count > nameBytesMax { cut.removeLast() }
        return cut
    }
}

extension AuditRecord.Subject {
    package static func consultation(_ id: ConsultationID) -> Self { Self(.consultation, id.uuid) }

    package static func person(_ id: PersonID) -> Self { Self(.person, id.uuid) }

    package static func booking(_ id: BookingID) -> Self { Self(.booking, id.uuid) }
}
