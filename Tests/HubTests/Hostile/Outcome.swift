/// What became of a client that misbehaves, as it saw it.
enum Outcome: Hashable, Sendable, CustomStringConvertible {
    /// The hub's close frame.
    case closed(UInt16)
    /// The connection ended without one.
    case cut
    /// The status of an HTTP answer.
    case answered(Int)
    /// The error code of the last reply that was none of success.
    case refused(UInt32)
    /// Every command was carried out.
    case served
    /// Welcomed as a newcomer, with a snapshot of its own consultation.
    case newcomer
    /// Welcomed, but not as the client instance that it said it was.
    case newInstance
    /// Something that no document promises.
    case undefined(String)

    var description: String {
        switch self {
        case .closed(let code): "closed \(code)"
        case .cut: "cut"
        case .answered(let status): "HTTP \(status)"
        case .refused(let code): "error \(code)"
        case .served: "served"
        case .newcomer: "snapshot"
        case .newInstance: "new instance"
        case .undefined(let text): "undefined: \(text)"
        }
    }
}
