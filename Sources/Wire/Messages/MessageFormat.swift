package import NIOCore
package import SwiftProtobuf

/// How messages are written on one socket.
///
/// Both formats carry the same fields.
package enum MessageFormat: Sendable, Hashable, CaseIterable {
    /// Protocol Buffers in binary frames.
    case binary
    /// proto3 JSON in text frames.
    case json

    /// The `Sec-WebSocket-Protocol` that asks for the format.
    package var subprotocol: String {
        switch self {
        case .binary: "laso.hub.v1"
        case .json: "laso.hub.v1.json"
        }
    }

    /// The format for the first known one of the offered subprotocols; binary if the client offers none at all.
    package init?(offered: [some StringProtocol]) {
        guard !offered.isEmpty else {
            self = .binary
            return
        }
        let known = offered.lazy.compactMap { name in Self.allCases.first { $0.subprotocol == name } }
        guard let format = known.first else { return nil }
        self = format
    }

    /// A finished frame with the message.
    package func frame(_ message: ProtoServerMessage) -> Frame {
        switch self {
        case .binary: quickFrame(message) ?? Frame(.binary, payload: payload(of: message))
        case .json: Frame(.text, payload: payload(of: message))
        }
    }

    private func quickFrame(_ message: ProtoServerMessage) -> Frame? {
        guard case .event(let event)? = message.body else { return nil }
        return event.quickFrame
    }

    /// The bytes of any message of the schema.
    package func payload(of message: some Message) -> [UInt8] {
        do {
            switch self {
            case .binary: return try message.serializedBytes()
            case .json: return try message.jsonUTF8Bytes()
            }
        } catch {
            preconditionFailure("messages of hub.proto have no required fields, Any or NaN, so they always encode")
        }
    }

    /// Reads a message; unknown fields are ignored, unless they nest too deep.
    package func decode<M: Message>(_ type: M.Type = M.self, _ payload: ByteBuffer) throws -> M {
        switch self {
        case .binary:
            var options = BinaryDecodingOptions()
            options.messageDepthLimit = Self.depthMax
            return try M(serializedBytes: Array(payload.readableBytesView), options: options)
        case .json:
            var options = JSONDecodingOptions()
            options.ignoreUnknownFields = true
            options.messageDepthLimit = Self.depthMax
            return try M(jsonUTF8Bytes: Array(payload.readableBytesView), options: options)
        }
    }

    /// The schema nests four deep; what an unknown field holds may go a little deeper.
    private static let depthMax = 16
}
