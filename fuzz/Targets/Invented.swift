import Core
import FoundationEssentials

/// Ids for the checks; nobody real has them.
enum Invented {
    static let consultation = id(0)

    static func person(_ number: UInt8) -> PersonID { PersonID(uuid: id(number)) }

    private static func id(_ number: UInt8) -> UUID {
        UUID(uuid: (1, 0x90, 0x8A, 0x3B, 0x7C, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, number))
    }
}
