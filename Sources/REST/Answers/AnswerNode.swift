/// One value of an answer under way: an object, a list or a scalar.
final class AnswerNode: Encoder {
    private enum Shape {
        case nothing
        case object
        case list
        case scalar
    }

    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private unowned let text: AnswerText
    private var shape = Shape.nothing
    private var start = 0
    private var fields: [AnswerText.Field] = []
    private(set) var count = 0

    init(_ text: AnswerText) {
        self.text = text
    }

    func begin() {
        shape = .nothing
        start = text.bytes.count
        count = 0
    }

    func end() {
        switch shape {
        case .nothing: text.append(raw: "{}")
        case .object:
            text.close(&fields, from: start)
            fields.removeAll(keepingCapacity: true)
        case .list: text.append(byte: UInt8(ascii: "]"))
        case .scalar: break
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        precondition(shape == .nothing || shape == .object, "a value is an object or it is none")
        shape = .object
        return KeyedEncodingContainer(AnswerFields(node: self, keepsNames: ObjectIdentifier(type) == Self.namesOfData))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        precondition(shape == .nothing, "a value is one list")
        shape = .list
        text.append(byte: UInt8(ascii: "["))
        return AnswerList(node: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        precondition(shape == .nothing, "a value is one scalar")
        shape = .scalar
        return AnswerScalar(text: text)
    }

    /// Writes one field.
    func field(_ name: String, keepsName: Bool, _ value: (AnswerText) throws -> Void) rethrows {
        let first = text.bytes.count
        if keepsName { text.append(quoted: name) } else { text.append(name: name) }
        let middle = text.bytes.count
        try value(text)
        fields.append(.init(name: first..<middle, value: middle..<text.bytes.count))
    }

    /// Writes one element.
    func element(_ value: (AnswerText) throws -> Void) rethrows {
        if count > 0 { text.append(byte: UInt8(ascii: ",")) }
        count += 1
        try value(text)
    }

    // MARK: Dictionaries

    /// How the standard library's dictionaries name their fields: those are data, and stay as they are.
    private static let namesOfData: ObjectIdentifier? = {
        let probe = KeyProbe()
        try? ["": 0].encode(to: probe)  // A text and a number always encode.
        return probe.type
    }()
}

/// Looks what type names the fields of whatever is written to it.
private final class KeyProbe: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private(set) var type: ObjectIdentifier?
    private let text = AnswerText()

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        self.type = ObjectIdentifier(type)
        return KeyedEncodingContainer(AnswerFields(node: AnswerNode(text), keepsNames: true))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { preconditionFailure("a dictionary of texts has names") }
    func singleValueContainer() -> any SingleValueEncodingContainer {
        preconditionFailure("a dictionary of texts has names")
    }
}
