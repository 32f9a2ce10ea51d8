/// Why a REST call brought no result.
package enum RESTError: Error, Hashable, Sendable {
    /// Nobody accepted the TCP connection.
    case unreachable(HubAddress)
    /// The connection ended, or time ran out, before the answer was there.
    case noAnswer
    /// The hub's own error: `code` and `detail` of its body, as far as it had one.
    case refused(status: UInt, code: String, detail: String)
    /// The answer is not what this version understands.
    case unreadable
}

extension RESTError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let address): "Nothing answers at \(address)."
        case .noAnswer: "The hub did not answer."
        case .refused(let status, let code, let detail):
            detail.isEmpty ? "The hub answered with HTTP status \(status)." : "\(detail) (\(status), \(code))"
        case .unreadable: "The hub's answer could not be understood."
        }
    }
}
