import NIOCore
import SwiftProtobuf
import Testing
import Wire

/// The message vectors against the hub's own encoders; the Python client checks the same file.
struct MessageVectorsTests {
    @Test func fileIsWhatTheHubWrites() throws {
        let vectors = try MessageVector.made()
        #expect(Set(vectors.map(\.name)).count == vectors.count, "names are unique")
        try Repository.expect(MessageVector.path, toBe: MessageVector.file(vectors))
    }

    @Test(arguments: try MessageVector.all())
    func bothFormsReadAsTheSameMessage(_ vector: MessageVector) throws {
        let fromBinary = try JSONValue(bytes: vector.recoded(from: .binary, to: .json))
        let fromJSON = try JSONValue(bytes: vector.recoded(from: .json, to: .json))
        #expect(fromBinary == fromJSON)
    }

    @Test(arguments: try MessageVector.all().filter(\.canonical))
    func eachFormIsWrittenFromTheOther(_ vector: MessageVector) throws {
        #expect(try vector.recoded(from: .json, to: .binary).hex == vector.binary)
        #expect(try vector.recoded(from: .binary, to: .binary).hex == vector.binary)
        #expect(try JSONValue(bytes: vector.recoded(from: .binary, to: .json)) == vector.json)
    }

    @Test func everyBodyOfTheSchemaHasAVector() throws {
        let schema = try Schema()
        let vectors = try MessageVector.all()
        for (message, kind) in [("ClientMessage", MessageVector.Kind.client), ("ServerMessage", .server)] {
            let bodies = Set(vectors.filter { $0.message == kind }.flatMap { $0.json.keys })
            for field in schema.fields(of: message) { #expect(bodies.contains(field.jsonName)) }
        }
        for (container, key) in [("Command", "command"), ("Event", "event"), ("Transient", "transient")] {
            let bodies = Set(vectors.compactMap { $0.json[key] }.flatMap(\.keys))
            for field in schema.fields(of: container) { #expect(bodies.contains(field.jsonName), "\(container)") }
        }
    }

    @Test(arguments: try MessageVector.all())
    func cuttingABinaryMessageShortNeverTraps(_ vector: MessageVector) throws {
        let payload = try vector.payload(in: .binary)
        for length in 0..<payload.readableBytes {
            guard let cut = payload.getSlice(at: payload.readerIndex, length: length) else { continue }
            // `try?`: an error and a shorter message are both fine.
            _ = try? MessageFormat.binary.decode(ProtoClientMessage.self, cut)
            _ = try? MessageFormat.binary.decode(ProtoServerMessage.self, cut)
        }
    }
}
