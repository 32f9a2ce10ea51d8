package import Core
import Crypto
import FoundationEssentials
import GRDB

/// A signed statement of how far the journal had come, and of every byte up to there: its `total` covers all chains.
///
/// It is kept outside the database, so that nothing up to it can be altered or cut off there without being found.
package struct Checkpoint: Hashable, Sendable {
    package let history: HistoryID
    /// The history from whose backup this one was restored; `nil` for the first one.
    package let parent: HistoryID?
    package let epoch: UInt32
    package let position: UInt64
    /// The end of the journal-wide chain: ``SealedEntry/total`` at `position`.
    package let total: [UInt8]
    package let time: Timestamp
    /// SHA-256 of the line before it, so that lines can't be taken out either.
    let previous: [UInt8]
    /// The Ed25519 key (RFC 8032) that proves the signature.
    package let publicKey: [UInt8]
    let signature: [UInt8]

    static let noLine = [UInt8](repeating: 0, count: 32)

    /// `total` as a person compares it.
    package var totalText: String { Hex.text(total) }

    /// Signs.
    init(
        _ state: JournalState,
        time: Timestamp,
        previous: [UInt8],
        signer: Curve25519.Signing.PrivateKey
    ) throws {
        history = state.history
        parent = state.parent
        epoch = state.epoch
        position = state.position
        total = state.total
        self.time = time
        self.previous = previous
        publicKey = Array(signer.publicKey.rawRepresentation)
        signature = Array(
            try signer.signature(for: Self.signed(state, time, previous))
        )
    }

    /// Whether the signature is that of `key` over these contents.
    func isSigned(by key: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else { return false }
        let state = JournalState(history: history, parent: parent, epoch: epoch, position: position, total: total)
        return key.isValidSignature(signature, for: Self.signed(state, time, previous))
    }

    private static func signed(_ state: JournalState, _ time: Timestamp, _ previous: [UInt8]) -> [UInt8] {
        var writer = StorageWriter()
        writer.write("laso-hub checkpoint 1")
        writer.write(state.history.uuid)
        writer.write(state.parent) { $0.write($1.uuid) }
        writer.write(UInt64(state.epoch))
        writer.write(state.position)
        writer.write(state.total)
        writer.write(time)
        writer.write(previous)
        return writer.bytes
    }
}

/// How far a journal has come.
package struct JournalState: Hashable, Sendable {
    package let history: HistoryID
    package let parent: HistoryID?
    package let epoch: UInt32
    package let position: UInt64
    package let total: [UInt8]
}

extension JournalState {
    /// As the file says; `header` is its header.
    init(_ db: Database, _ header: Installation) throws {
        let heads = try JournalHeads(db)
        self.init(
            history: header.history,
            parent: header.parent,
            epoch: header.epoch,
            position: heads.position,
            total: heads.total
        )
    }
}

extension Checkpoint: Codable {
    private enum Key: String, CodingKey {
        case version = "v"
        case history, parent, epoch, position, total, time, previous
        case publicKey = "public_key"
        case signature
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        func hex(_ key: Key) throws -> [UInt8] {
            guard let bytes = Hex.bytes(try fields.decode(String.self, forKey: key)) else {
                throw StorageError.invalid(field: key.rawValue)
            }
            return bytes
        }
        guard try fields.decode(Int.self, forKey: .version) == 1,
            let history = HistoryID(try fields.decode(String.self, forKey: .history))
        else { throw StorageError.invalid(field: "checkpoint") }
        self.history = history
        parent = try fields.decodeIfPresent(String.self, forKey: .parent).map { text in
            guard let parent = HistoryID(text) else { throw StorageError.invalid(field: "parent") }
            return parent
        }
        epoch = try fields.decode(UInt32.self, forKey: .epoch)
        position = try fields.decode(UInt64.self, forKey: .position)
        total = try hex(.total)
        time = Timestamp(milliseconds: try fields.decode(Int64.self, forKey: .time))
        previous = try hex(.previous)
        publicKey = try hex(.publicKey)
        signature = try hex(.signature)
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(1, forKey: .version)
        try fields.encode(history.description, forKey: .history)
        try fields.encodeIfPresent(parent?.description, forKey: .parent)
        try fields.encode(epoch, forKey: .epoch)
        try fields.encode(position, forKey: .position)
        try fields.encode(Hex.text(total), forKey: .total)
        try fields.encode(time.milliseconds, forKey: .time)
        try fields.encode(Hex.text(previous), forKey: .previous)
        try fields.encode(Hex.text(publicKey), forKey: .publicKey)
        try fields.encode(Hex.text(signature), forKey: .signature)
    }
}
