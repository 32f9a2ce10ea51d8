import Core
import Foundation

/// One stored event, as `Tests/vectors/storage.json` keeps it for ever.
struct StorageVector: Codable, Hashable, Sendable {
    var name: String
    var kind: UInt16
    var version: UInt16
    /// Hexadecimal.
    var open: String
    /// Hexadecimal; `nil` where the event has nothing personal, or where it was erased.
    var personal: String?

    static let url = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "vectors/storage.json")

    static func all() throws -> [StorageVector] {
        try JSONDecoder().decode([StorageVector].self, from: Data(contentsOf: url))
    }

    /// Adds vectors to the file, and changes none that is there: journals out there hold such bytes.
    static func add(_ new: [StorageVector]) throws {
        let known = try all()
        let names = Set(known.map(\.name))
        let lines = (known + new.filter { !names.contains($0.name) }).map(\.line)
        try Data(("[\n" + lines.joined(separator: ",\n") + "\n]\n").utf8).write(to: url, options: .atomic)
    }

    private var line: String {
        let text = personal.map { #""\#($0)""# } ?? "null"
        return
            #" {"name": "\#(name)", "kind": \#(kind), "version": \#(version), "open": "\#(open)", "personal": \#(text)}"#
    }
}

extension StorageVector {
    init(_ name: String, _ content: StoredContent) {
        self.init(
            name: name,
            kind: content.kind,
            version: content.version,
            open: Self.hex(content.open),
            personal: content.personal.map(Self.hex)
        )
    }

    var content: StoredContent {
        StoredContent(kind: kind, version: version, open: Self.bytes(open), personal: personal.map(Self.bytes))
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 0xF, radix: 16) }.joined()
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
