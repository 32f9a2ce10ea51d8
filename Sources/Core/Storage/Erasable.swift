/// A value that names or describes a person: destroying its consultation's key takes it away, the event around it stays.
///
/// It prints as `<redacted>`, so that it can't end up in a log by accident.
package enum Erasable<Value: Hashable & Sendable>: Hashable, Sendable, CustomStringConvertible {
    case present(Value)
    case erased

    package var value: Value? {
        switch self {
        case .present(let value): value
        case .erased: nil
        }
    }

    package var description: String { "<redacted>" }
}
