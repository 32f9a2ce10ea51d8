import Testing

/// Holds `docs/protocol.md` to the code, and rewrites its marked parts when asked to.
struct ProtocolDocumentTests {
    private static let path = "docs/protocol.md"

    @Test func markedPartsAreWhatTheCodeSays() throws {
        var document = MarkedDocument(try Repository.text(Self.path))
        try document.replace("error-codes", with: ProtocolTables.errorCodes)
        try document.replace("close-codes", with: ProtocolTables.closeCodes)
        try document.replace("permissions", with: ProtocolTables.permissions)
        try document.replace("limits", with: ProtocolTables.limits)
        try document.replace("example-session", with: ExampleSession().rendered())
        try Repository.expect(Self.path, toBe: document.text)
    }

    @Test func everyMessageOfTheSchemaIsMentioned() throws {
        let text = try Repository.text(Self.path)
        let schema = try Schema()
        for container in ["ClientMessage", "ServerMessage", "Command", "Transient"] {
            for field in schema.fields(of: container) {
                #expect(text.contains("`\(field.name)`"), "\(container).\(field.name) is not explained")
            }
        }
    }

    /// A client's own check, on the session that the document shows.
    @Test func exampleSessionHasNoGap() throws {
        let vectors = Dictionary(uniqueKeysWithValues: try MessageVector.made().map { ($0.name, $0.json) })
        var last = 0
        for name in ExampleSession.vectorNames {
            let message = try #require(vectors[name])
            if let event = message["event"] {
                #expect(event["prev"]?.integer == last, "\(name)")
                last = try #require(event["seq"]?.integer)
            } else if let snapshot = message["snapshot"] ?? message["welcome"]?["snapshot"] {
                last = try #require(snapshot["seq"]?.integer)
            } else if let ping = message["ping"] {
                #expect(ping["seq"]?.integer == last)
            } else if let resume = message["hello"]?["resume"] {
                #expect(resume["seq"]?.integer == last)
            }
        }
        #expect(last == 11)
    }
}
