import Foundation
import NIOCore
import Testing
import Wire

/// A byte stream and what it holds, as `Tests/vectors/frames.json` lists it.
///
/// The file is written by hand from RFC 6455, not from this code.
struct FrameVector: Codable, Sendable, CustomTestStringConvertible {
    var name: String
    /// Who reads: `server` or `client`.
    var side: String
    var messageBytesMax: Int
    /// Hexadecimal, one for each read.
    var chunks: [String]
    /// What comes out before the end of the bytes, or before the error.
    var expect: [Item]
    /// The ``FrameError``, if there is one.
    var error: String?
    var closeCode: UInt16?

    struct Item: Codable, Hashable, Sendable {
        var type: String
        /// Hexadecimal; of a close frame nothing but the code counts.
        var payload: String?
        var code: UInt16?
    }

    var testDescription: String { name }

    static func all() throws -> [FrameVector] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([FrameVector].self, from: Data(Repository.text("Tests/vectors/frames.json").utf8))
    }

    var bytes: [[UInt8]] { chunks.compactMap { [UInt8](hex: $0) } }

    var readerSide: FrameDecoder.Side { side == "server" ? .server : .client }
}

extension FrameVector.Item {
    init(_ frame: InboundFrame) {
        switch frame {
        case .text(let payload): self.init(type: "text", payload: payload.hex)
        case .binary(let payload): self.init(type: "binary", payload: payload.hex)
        case .ping(let payload): self.init(type: "ping", payload: payload.hex)
        case .pong(let payload): self.init(type: "pong", payload: payload.hex)
        case .close(let code): self.init(type: "close", code: code)
        }
    }
}

/// All that a decoder makes of some reads.
struct DecodedStream: Hashable {
    var items: [FrameVector.Item] = []
    var error: FrameError?

    init(_ chunks: [[UInt8]], side: FrameDecoder.Side, messageBytesMax: Int) {
        var decoder = FrameDecoder(side: side, messageBytesMax: messageBytesMax)
        do throws(FrameError) {
            for chunk in chunks {
                decoder.feed(ByteBuffer(bytes: chunk))
                while let frame = try decoder.next() { items.append(.init(frame)) }
            }
        } catch {
            self.error = error
        }
    }
}
