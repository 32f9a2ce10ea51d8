import Foundation
import NIOCore
import SwiftProtobuf
import Testing
import Wire

/// One message in both forms, as `Tests/vectors/messages.json` lists them for clients in any language.
struct MessageVector: Codable, Sendable, CustomTestStringConvertible {
    /// The schema's two kinds of messages.
    enum Kind: String, Codable {
        case client = "ClientMessage"
        case server = "ServerMessage"
    }

    var name: String
    var message: Kind
    /// Whether an encoder of this version gives exactly these forms; otherwise the vector carries something unknown.
    var canonical: Bool
    /// Hexadecimal.
    var binary: String
    var json: JSONValue

    var testDescription: String { name }

    static let path = "Tests/vectors/messages.json"

    /// Those of the file.
    static func all() throws -> [MessageVector] {
        try JSONDecoder().decode([MessageVector].self, from: Data(Repository.text(path).utf8))
    }

    /// What the file should hold, from the hub's own encoders.
    static func made() throws -> [MessageVector] {
        try ClientSamples.vectors() + ServerSamples.vectors() + EventSamples.vectors() + UnknownSamples.vectors()
    }

    /// One vector a line, so that a difference names the vector.
    static func file(_ vectors: [MessageVector]) throws -> String {
        "[\n" + (try vectors.map { " " + (try $0.line) }).joined(separator: ",\n") + "\n]\n"
    }

    private var line: String {
        get throws {
            let head = #"{"name": "\#(name)", "message": "\#(message.rawValue)", "canonical": \#(canonical)"#
            return head + #", "binary": "\#(binary)", "json": \#(try json.line)}"#
        }
    }
}

extension MessageVector {
    init(_ name: String, _ message: ProtoClientMessage) throws {
        try self.init(name: name, kind: .client, message: message)
    }

    init(_ name: String, _ message: ProtoServerMessage) throws {
        try self.init(name: name, kind: .server, message: message)
    }

    private init(name: String, kind: Kind, message: some Message) throws {
        self.init(
            name: name,
            message: kind,
            canonical: true,
            binary: MessageFormat.binary.payload(of: message).hex,
            json: try JSONValue(bytes: MessageFormat.json.payload(of: message))
        )
    }

    /// The two forms as a socket would bring them.
    func payload(in format: MessageFormat) throws -> ByteBuffer {
        switch format {
        case .binary: ByteBuffer(bytes: [UInt8](hex: binary) ?? [])
        case .json: ByteBuffer(string: try json.line)
        }
    }

    /// Reads one form and writes it again in `other`; what is unknown gets lost on the way to JSON.
    func recoded(from format: MessageFormat, to other: MessageFormat) throws -> [UInt8] {
        let payload = try payload(in: format)
        switch message {
        case .client: return other.payload(of: try format.decode(ProtoClientMessage.self, payload))
        case .server: return other.payload(of: try format.decode(ProtoServerMessage.self, payload))
        }
    }
}
