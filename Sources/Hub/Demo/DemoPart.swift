import ArgumentParser
import Wire

/// The two people of the demo.
enum DemoPart: String, Sendable, Hashable, CaseIterable, ExpressibleByArgument {
    case doctor
    case patient

    var role: ProtoRole {
        switch self {
        case .doctor: .doctor
        case .patient: .patient
        }
    }

    var other: DemoPart {
        switch self {
        case .doctor: .patient
        case .patient: .doctor
        }
    }
}
