import Core
import FoundationEssentials

extension UUID {
    /// The 16 bytes of an id, as a column of the database.
    var blob: Data {
        withUnsafeBytes(of: uuid) { Data($0) }
    }

    var byteArray: [UInt8] {
        withUnsafeBytes(of: uuid) { Array($0) }
    }

    /// Nothing unless there are 16 bytes.
    init?(blob bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        func half(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(high: half(0..<8), low: half(8..<16))
    }
}
