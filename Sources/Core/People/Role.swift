/// What a person is to the clinic, and in a consultation.
package enum Role: UInt8, Sendable, CaseIterable {
    case patient = 1
    case doctor = 2
    case interpreter = 3
    case staff = 4
    case admin = 5
    /// Somebody who came to one consultation by a link; nobody in the directory is one.
    case guest = 6

    /// The name that REST, the command line and the logs use.
    package var name: String {
        switch self {
        case .patient: "patient"
        case .doctor: "doctor"
        case .interpreter: "interpreter"
        case .staff: "staff"
        case .admin: "admin"
        case .guest: "guest"
        }
    }

    /// What people with an account can be.
    package static var ofPeople: [Role] { allCases.filter { $0 != .guest } }

    /// Only a role that somebody with an account can have.
    package init?(ofPerson name: String) {
        guard let role = Self.ofPeople.first(where: { $0.name == name }) else { return nil }
        self = role
    }

    package init?(name: String) {
        guard let role = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = role
    }
}
