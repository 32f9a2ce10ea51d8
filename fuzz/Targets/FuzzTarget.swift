import Core

/// A decoder of bytes from outside, with what it has to keep to for every input.
///
/// The names are those of the folders in `fuzz/corpus`, and what `scripts/fuzz.sh` takes.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// A WebSocket byte stream, read by either side and cut anywhere: see ``FrameStream``.
    case frames
    /// A message of the schema in binary.
    case messages
    /// A message of the schema in JSON.
    case json
    /// An event as it is stored: see ``StoredEnvelope``.
    case storage
    /// An event of a doctor's calendar as it is stored, and the calendar that it makes.
    case calendar
    /// An event of somebody's account as it is stored.
    case account
    /// An event of the post as it is stored.
    case post
    /// An event of the audit as it is stored.
    case audit
    /// A consultation's snapshot as it is stored.
    case snapshot
    /// Identifiers, addresses and offers as people and programs write them.
    case text

    /// Throws if the decoder breaks one of its rules; a trap is for the caller's process to notice.
    package func check(_ input: [UInt8]) throws(Violation) {
        switch self {
        case .frames: try FrameStream(input).check()
        case .messages: try MessageChecks.binary(input)
        case .json: try MessageChecks.json(input)
        case .storage: try StoredEnvelope(input).check()
        case .calendar: try StoredEnvelope(input).checkCalendar()
        case .account: try StoredEnvelope(input).checkAccount()
        case .post: _ = try StoredEnvelope(input).checkEvent(PostEvent.self)
        case .audit: _ = try StoredEnvelope(input).checkEvent(AuditEvent.self)
        case .snapshot: try SnapshotChecks.check(input)
        case .text: try TextChecks.check(input)
        }
    }
}
