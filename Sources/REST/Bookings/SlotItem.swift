import Core

/// A span of time that can be booked, as an answer has it.
struct SlotItem: Encodable, Sendable {
    let start: String
    let end: String

    init(_ slot: Slot) {
        start = slot.start.rfc3339
        end = slot.end.rfc3339
    }

    static let schema = JSONSchema.named("Slot", .object([.required("start", .time), .required("end", .time)]))
}
