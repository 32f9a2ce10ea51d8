import Core

/// Takes a protobuf message apart and writes beside its bytes what they mean, by the schema.
///
/// It shares no code with the protobuf library, so it is a third reader of the vectors.
struct ByteDump {
    let schema: Schema
    private(set) var lines: [String] = []

    private static let bytesPerLine = 16
    private static let column = 60

    init(_ schema: Schema) {
        self.schema = schema
    }

    /// Adds bytes with an explanation; long ones go on over several lines.
    mutating func add(_ bytes: some Collection<UInt8>, _ text: String, depth: Int = 0) {
        let indent = String(repeating: "  ", count: depth)
        var rest = Array(bytes)[...]
        var text = "  " + indent + text
        repeat {
            let line = rest.prefix(Self.bytesPerLine)
            rest = rest.dropFirst(line.count)
            let hex = indent + line.map { [$0].hex }.joined(separator: " ")
            let padded = hex + String(repeating: " ", count: max(0, Self.column - hex.count))
            lines.append(text.isEmpty ? hex : padded + text)
            text = ""
        } while !rest.isEmpty
    }

    /// Adds a whole message of the named type, or throws for bytes that the schema doesn't explain.
    mutating func add(message bytes: [UInt8], of type: String, depth: Int = 0) throws {
        var position = 0
        while position < bytes.count {
            let start = position
            let tag = try Self.varint(bytes, &position)
            guard let field = schema.field(tag >> 3, of: type) else { throw StorageError.invalid(field: type) }
            let value = try Self.varint(bytes, &position)
            switch tag & 7 {
            case 0:
                add(bytes[start..<position], "\(field.name): \(explain(value, field))", depth: depth)
            case 2:
                guard value <= UInt64(bytes.count - position) else { throw StorageError.truncated }
                let content = Array(bytes[position..<(position + Int(value))])
                let head = Array(bytes[start..<position])
                position += content.count
                try add(field, head, content, depth: depth)
            default:
                throw StorageError.invalid(field: field.name)
            }
        }
    }

    private mutating func add(_ field: Schema.Field, _ head: [UInt8], _ content: [UInt8], depth: Int) throws {
        if schema.isMessage(field.type) {
            add(head, "\(field.name), \(content.count) bytes of \(field.type)", depth: depth)
            try add(message: content, of: field.type, depth: depth + 1)
        } else {
            let text = String(decoding: content, as: UTF8.self)
            add(head + content, "\(field.name): \(text.debugDescription)", depth: depth)
        }
    }

    private func explain(_ value: UInt64, _ field: Schema.Field) -> String {
        if let word = schema.enums[field.type]?[value] { return word }
        return field.type == "bool" ? (value == 1 ? "true" : "false") : "\(value)"
    }

    private static func varint(_ bytes: [UInt8], _ position: inout Int) throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard position < bytes.count else { throw StorageError.truncated }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw StorageError.invalid(field: "varint")
    }
}
