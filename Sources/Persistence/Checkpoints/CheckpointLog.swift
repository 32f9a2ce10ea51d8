package import Core
import Crypto
import FoundationEssentials

/// The file of signed checkpoints: one line of JSON each, every line naming the one before it.
///
/// Lines are only added. One that a power cut tore off is no line, and the next one takes its place.
package struct CheckpointLog: Sendable {
    private static let secret = "checkpoints"

    package let path: String
    private let signer: Curve25519.Signing.PrivateKey

    /// The key that signs is made the first time.
    package init(path: String, keys: SQLiteKeyStore) throws(StoreError) {
        self.path = path
        let bytes = try keys.secret(Self.secret) { Array(Curve25519.Signing.PrivateKey().rawRepresentation) }
        signer = try Self.signer(bytes, path)
    }

    /// What proves this installation's signatures; `nil` before the first checkpoint.
    package static func publicKey(_ keys: SQLiteKeyStore) throws(StoreError) -> [UInt8]? {
        guard let bytes = try keys.secret(secret) else { return nil }
        return Array(try signer(bytes, "The key file").publicKey.rawRepresentation)
    }

    private static func signer(_ bytes: [UInt8], _ path: String) throws(StoreError) -> Curve25519.Signing.PrivateKey {
        do {
            return try Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        } catch {
            throw StoreError(.damaged, "\(path) has no usable key for signing.")
        }
    }

    package var publicKey: [UInt8] { Array(signer.publicKey.rawRepresentation) }

    /// Signs bytes with the key of the checkpoints.
    func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try signer.signature(for: bytes))
    }

    /// Adds a checkpoint where the newest one is not of this history.
    ///
    /// So the file says where each history begins, even if a restore was cut off before it could.
    func begin(_ state: JournalState, at time: Timestamp) throws(StoreError) {
        let (line, _) = try Self.lastLine(of: path)
        if let line, try Self.checkpoint(line, path).history == state.history { return }
        try append(state, at: time)
    }

    /// Adds a checkpoint, durably.
    ///
    /// Returns `nil`, and adds none, where the newest one says the same.
    @discardableResult
    package func append(_ state: JournalState, at time: Timestamp) throws(StoreError) -> Checkpoint? {
        let (line, end) = try Self.lastLine(of: path)
        if let last = try line.map({ line throws(StoreError) in try Self.checkpoint(line, path) }),
            last.history == state.history, last.position == state.position
        {
            return nil
        }
        do {
            let previous = line.map(Self.hash) ?? Checkpoint.noLine
            let checkpoint = try Checkpoint(state, time: time, previous: previous, signer: signer)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            let line = Array(try encoder.encode(checkpoint)) + [UInt8(ascii: "\n")]
            try DurableFile.write(line, to: path, at: end)
            return checkpoint
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// All checkpoints in a file, the oldest first; none where there is no file.
    ///
    /// Throws at one that is not signed by `publicKey` or does not name the line before it.
    static func read(_ path: String, publicKey: [UInt8]) throws(StoreError) -> [Checkpoint] {
        var previous = Checkpoint.noLine
        var checkpoints: [Checkpoint] = []
        for (index, line) in try lines(of: path).enumerated() {
            let checkpoint = try checkpoint(line, path)
            guard checkpoint.isSigned(by: publicKey) else {
                throw StoreError(.damaged, "Line \(index + 1) of \(path) was not signed by this installation.")
            }
            guard checkpoint.previous == previous else {
                throw StoreError(.damaged, "Before line \(index + 1) of \(path) something was removed or changed.")
            }
            previous = hash(line)
            checkpoints.append(checkpoint)
        }
        return checkpoints
    }

    /// The epoch of each checkpoint.
    static func epochs(_ path: String) throws(StoreError) -> [UInt32] {
        var epochs: [UInt32] = []
        for line in try lines(of: path) { epochs.append(try checkpoint(line, path).epoch) }
        return epochs
    }

    /// Copies the lines up to a state of the journal, for a backup: those of its history that speak of nothing beyond it,
    /// and all of the histories before.
    static func copy(_ path: String, upTo state: JournalState, to target: String) throws(StoreError) {
        var kept: [UInt8] = []
        for line in try lines(of: path) {
            let checkpoint = try checkpoint(line, path)
            if checkpoint.history == state.history, checkpoint.position > state.position { break }
            kept += line + [newline]
        }
        try DurableFile.write(kept, to: target, at: 0)
    }

    /// Copies all lines to a place that has none.
    static func copy(_ path: String, to target: String) throws(StoreError) {
        guard !FileManager.default.fileExists(atPath: target) else { return }
        let kept = try lines(of: path).flatMap { $0 + [newline] }
        try DurableFile.write(kept, to: target, at: 0)
    }

    private static func hash(_ line: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: line))
    }

    private static func checkpoint(_ line: [UInt8], _ path: String) throws(StoreError) -> Checkpoint {
        do {
            return try JSONDecoder().decode(Checkpoint.self, from: Data(line))
        } catch {
            throw StoreError(.damaged, "\(path) has a line that is no checkpoint.")
        }
    }

    private static let newline = UInt8(ascii: "\n")
    /// Several times what a line has.
    private static let lineBytesMax = 4096

    /// The last whole line, and where it ends.
    private static func lastLine(of path: String) throws(StoreError) -> (line: [UInt8]?, end: Int) {
        let (bytes, offset) = try DurableFile.end(of: path, upTo: 2 * lineBytesMax)
        guard let last = bytes.lastIndex(of: newline) else {
            guard offset == 0 else { throw StoreError(.damaged, "\(path) ends with what is no checkpoint.") }
            return (nil, 0)
        }
        let begin = bytes[..<last].lastIndex(of: newline).map { $0 + 1 } ?? 0
        return (Array(bytes[begin..<last]), offset + last + 1)
    }

    /// All whole lines.
    private static func lines(of path: String) throws(StoreError) -> [[UInt8]] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw StoreError(.inputOutput, "\(path) can't be read.")
        }
        let end = bytes.lastIndex(of: newline).map { $0 + 1 } ?? 0
        return bytes.prefix(end).split(separator: newline).map { Array($0) }
    }
}
