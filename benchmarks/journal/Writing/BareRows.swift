import Core
import FoundationEssentials

/// Rows for bare SQLite, with the content and the sizes that the hub's journal writes for the same batches.
///
/// All their bytes stand in one block that lives as long as the rows, so SQLite reads them where they are.
final class BareRows {
    /// Nonce and tag, which a sealed text has beside what it says.
    private static let sealBytes = 28
    private static let hashBytes = 32

    struct Row {
        let entity: Int64
        let seq: Int64
        let kind: Int64
        let time: Int64
        let origin: Range<Int>
        let command: Range<Int>
        let audience: Range<Int>
        let open: Range<Int>
        let personal: Range<Int>
        let hash: Range<Int>
    }

    private(set) var rows: [Row] = []
    private let block: UnsafeMutableRawBufferPointer

    /// `entities` has the short number of each consultation, as the hub's table has it.
    init(_ entries: [JournalEntry], entities: [EntityID: Int64]) {
        var bytes: [UInt8] = []
        func keep(_ value: [UInt8]) -> Range<Int> {
            bytes += value
            return bytes.count - value.count..<bytes.count
        }
        for entry in entries {
            var command = StorageWriter()
            if let stamp = entry.command {
                command.write(stamp.id.instance.number)
                command.write(stamp.id.counter)
                command.write(stamp.fingerprint)
            }
            var audience = StorageWriter()
            entry.audience.write(to: &audience)
            let personal = (entry.content.personal ?? []) + [UInt8](repeating: 7, count: Self.sealBytes)
            rows.append(
                Row(
                    entity: entities[entry.entity] ?? 0,
                    seq: Int64(entry.seq),
                    kind: Int64(entry.content.kind),
                    time: entry.time.milliseconds,
                    origin: keep([UInt8](repeating: 5, count: 16)),
                    command: keep(command.bytes),
                    audience: keep(audience.bytes),
                    open: keep(entry.content.open),
                    personal: keep(personal),
                    hash: keep([UInt8](repeating: 9, count: Self.hashBytes))
                )
            )
        }
        block = .allocate(byteCount: bytes.count, alignment: 1)
        block.copyBytes(from: bytes)
    }

    deinit {
        block.deallocate()
    }

    /// Valid as long as this object.
    func pointer(to range: Range<Int>) -> UnsafeRawPointer? {
        block.baseAddress.map { UnsafeRawPointer($0 + range.lowerBound) }
    }
}
