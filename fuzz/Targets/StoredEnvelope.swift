package import Core
import NIOCore
import SwiftProtobuf
import Wire

/// A stored event as fuzz input.
///
/// The first byte is the kind, with bit 7 set for the directory (only the target `storage` asks) and bit 6 for a version that nobody wrote. The second one
/// is the length of the open part, the third one is odd if there is a personal part; then come the two parts.
package struct StoredEnvelope {
    let isDirectory: Bool
    let content: StoredContent

    init(_ input: [UInt8]) {
        let selector = input.first ?? 0
        let openBytes = input.count > 1 ? Int(input[1]) : 0
        let hasPersonal = input.count > 2 && input[2] & 1 == 1
        let rest = input.dropFirst(3)
        isDirectory = selector & 0x80 != 0
        content = StoredContent(
            kind: UInt16(selector & 0x3F),
            version: selector & 0x40 == 0 ? 1 : 2,
            open: Array(rest.prefix(openBytes)),
            personal: hasPersonal ? Array(rest.dropFirst(openBytes)) : nil
        )
    }

    /// The input that stands for an event; `nil` if its open part is too long for one.
    package init?(_ content: StoredContent, isDirectory: Bool) {
        guard content.open.count <= UInt8.max, content.kind < 0x40, content.version == 1 else { return nil }
        self.isDirectory = isDirectory
        self.content = content
    }

    /// The bytes that ``init(_:)`` reads.
    package var input: [UInt8] {
        [(isDirectory ? 0x80 : 0) | UInt8(content.kind), UInt8(content.open.count), content.personal == nil ? 0 : 1]
            + content.open + (content.personal ?? [])
    }

    func check() throws(Violation) {
        if isDirectory {
            _ = try checkEvent(DirectoryEvent.self)
        } else if let event = try checkEvent(ConsultationEvent.self) {
            try checkTelling(event)
        }
    }

    func checkEvent<Event: StoredEvent>(_: Event.Type) throws(Violation) -> Event? {
        // `try?`: to refuse is a good answer.
        guard let event = try? Event(content) else { return nil }
        let stored = event.stored()
        try expect(stored.kind == content.kind, "an event keeps its kind")
        // `try?`: nothing is not equal to the event.
        let again = try? Event(stored)
        try expect(again == event, "an event that was read is written so that it reads the same")
        try expect(again?.stored() == stored, "an event is always written in the same way")
        // `try?`: nothing is against the rule.
        let erased = try? Event(content.erased)
        try expect(erased != nil, "an event without its personal part still reads")
        try expect(erased?.stored().personal?.isEmpty != false, "an erased event has nothing personal")
        return event
    }

    /// Whatever was stored can be told, in both formats.
    private func checkTelling(_ event: ConsultationEvent) throws(Violation) {
        let entry = JournalEntry(
            entity: EntityID(ConsultationID(uuid: Invented.consultation)),
            seq: 2,
            epoch: 1,
            time: Timestamp(milliseconds: .max),
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: content
        )
        let message = ProtoServerMessage.with { $0.event = ProtoEvent(OutboundEvent(entry, event), prev: 1) }
        for format in MessageFormat.allCases {
            // `try?`: nothing is not equal to the message.
            let told = try? format.decode(ProtoServerMessage.self, ByteBuffer(bytes: format.payload(of: message)))
            try expect(told == message, "an event that was stored can be told")
        }
    }
}
