// How a value says what it consists of: each call goes straight to the text.

/// The fields of an object.
struct AnswerFields<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: AnswerNode
    let keepsNames: Bool
    var codingPath: [any CodingKey] { [] }

    private func field(_ key: Key, _ value: (AnswerText) throws -> Void) rethrows {
        try node.field(key.stringValue, keepsName: keepsNames, value)
    }

    func encodeNil(forKey key: Key) { field(key) { $0.append(raw: "null") } }
    func encode(_ value: Bool, forKey key: Key) { field(key) { $0.append(raw: value ? "true" : "false") } }
    func encode(_ value: String, forKey key: Key) { field(key) { $0.append(quoted: value) } }
    func encode(_ value: Double, forKey key: Key) throws { try field(key) { try $0.append(decimal: value) } }
    func encode(_ value: Float, forKey key: Key) throws { try field(key) { try $0.append(decimal: Double(value)) } }
    func encode(_ value: Int, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode(_ value: Int8, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode(_ value: Int16, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode(_ value: Int32, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode(_ value: Int64, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode(_ value: UInt, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode(_ value: UInt8, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode(_ value: UInt16, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode(_ value: UInt32, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode(_ value: UInt64, forKey key: Key) { field(key) { $0.append(number: value) } }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try field(key) { try $0.append(value: value) }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        preconditionFailure("answers nest by their values")
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        preconditionFailure("answers nest by their values")
    }

    func superEncoder() -> any Encoder { preconditionFailure("answers nest by their values") }
    func superEncoder(forKey key: Key) -> any Encoder { preconditionFailure("answers nest by their values") }
}

/// The elements of a list.
struct AnswerList: UnkeyedEncodingContainer {
    let node: AnswerNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    func encodeNil() { node.element { $0.append(raw: "null") } }
    func encode(_ value: Bool) { node.element { $0.append(raw: value ? "true" : "false") } }
    func encode(_ value: String) { node.element { $0.append(quoted: value) } }
    func encode(_ value: Double) throws { try node.element { try $0.append(decimal: value) } }
    func encode(_ value: Float) throws { try node.element { try $0.append(decimal: Double(value)) } }
    func encode(_ value: Int) { node.element { $0.append(number: value) } }
    func encode(_ value: Int8) { node.element { $0.append(number: value) } }
    func encode(_ value: Int16) { node.element { $0.append(number: value) } }
    func encode(_ value: Int32) { node.element { $0.append(number: value) } }
    func encode(_ value: Int64) { node.element { $0.append(number: value) } }
    func encode(_ value: UInt) { node.element { $0.append(number: value) } }
    func encode(_ value: UInt8) { node.element { $0.append(number: value) } }
    func encode(_ value: UInt16) { node.element { $0.append(number: value) } }
    func encode(_ value: UInt32) { node.element { $0.append(number: value) } }
    func encode(_ value: UInt64) { node.element { $0.append(number: value) } }
    func encode<Value: Encodable>(_ value: Value) throws { try node.element { try $0.append(value: value) } }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        preconditionFailure("answers nest by their values")
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        preconditionFailure("answers nest by their values")
    }

    func superEncoder() -> any Encoder { preconditionFailure("answers nest by their values") }
}

/// A value that is no object and no list.
struct AnswerScalar: SingleValueEncodingContainer {
    let text: AnswerText
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { text.append(raw: "null") }
    func encode(_ value: Bool) { text.append(raw: value ? "true" : "false") }
    func encode(_ value: String) { text.append(quoted: value) }
    func encode(_ value: Double) throws { try text.append(decimal: value) }
    func encode(_ value: Float) throws { try text.append(decimal: Double(value)) }
    func encode(_ value: Int) { text.append(number: value) }
    func encode(_ value: Int8) { text.append(number: value) }
    func encode(_ value: Int16) { text.append(number: value) }
    func encode(_ value: Int32) { text.append(number: value) }
    func encode(_ value: Int64) { text.append(number: value) }
    func encode(_ value: UInt) { text.append(number: value) }
    func encode(_ value: UInt8) { text.append(number: value) }
    func encode(_ value: UInt16) { text.append(number: value) }
    func encode(_ value: UInt32) { text.append(number: value) }
    func encode(_ value: UInt64) { text.append(number: value) }
    func encode<Value: Encodable>(_ value: Value) throws { try text.append(value: value) }
}
