import NIOCore

/// Cuts a stream of bytes into lines.
struct LineBuffer: Sendable {
    /// Longer than any request or answer with fields of their greatest length.
    static let lineBytesMax = 16 * 1024

    /// A line is longer than ``lineBytesMax``.
    struct LineTooLong: Error {}

    private var bytes: [UInt8] = []

    /// The lines that `chunk` completes, without their line feeds.
    mutating func lines(adding chunk: ByteBuffer) throws(LineTooLong) -> [[UInt8]] {
        bytes.append(contentsOf: chunk.readableBytesView)
        var lines: [[UInt8]] = []
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(Array(bytes[..<end]))
            bytes.removeSubrange(...end)
        }
        guard bytes.count <= Self.lineBytesMax, lines.allSatisfy({ $0.count <= Self.lineBytesMax }) else {
            throw LineTooLong()
        }
        return lines
    }
}
