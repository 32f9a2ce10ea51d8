package import Core
import FoundationEssentials

/// One consultation as a file that proves itself: JSON Lines, signed as a whole.
///
/// The first line says what it is, and has the consultation's key and the key that proves the signature. Then comes a
/// line for each entry: what the journal stores, sealed as it is there, and the same event in words. The last line signs
/// every byte before it. Who has the file can read it and check it, without the hub and without SECRET_KEY.
package struct ConsultationBundle: Sendable {
    /// What an entry says, as one JSON object; it has to be the same for the same entry at every time.
    package typealias Wording = @Sendable (JournalEntry) throws -> String

    /// What a checked bundle says of itself.
    package struct Summary: Hashable, Sendable {
        package let consultation: ConsultationID
        package let entries: Int
        /// Whether the content's key was destroyed before the export.
        package let isErased: Bool
        /// Who signed, as hexadecimal text: compare it with what the clinic publishes.
        package let publicKey: String
    }

    struct Opening: Codable {
        static let kind = "consultation bundle 1"

        var laso = kind
        let consultation: String
        let history: String
        let exported: Int64
        let entries: Int
        /// `nil` if it was destroyed.
        let key: String?
        let publicKey: String
    }

    struct Proof: Codable {
        let position: UInt64
        let header: String
        let sealed: String?
        let wake: Int64?
        let hash: String
        let total: String
    }

    struct Closing: Codable {
        let signature: String
    }

    /// Checks a bundle: its signature, its chain, every seal, and that the words are what the sealed entries say.
    ///
    /// With `publicKey` the signature has to be that key's; without, the bundle's own, and it is for the reader to know
    /// whose that is.
    package static func check(
        _ file: String,
        publicKey: String?,
        wording: Wording
    ) throws(StoreError) -> Summary {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw StoreError(.misplaced, "\(file) can't be read.")
        }
        do {
            return try check(Array(bytes), publicKey: publicKey, wording: wording)
        } catch let finding as Finding {
            throw StoreError(.damaged, "\(file) is not a bundle that can be believed: \(finding.text)")
        } catch {
            throw StoreError(.damaged, "\(file) is not a bundle that can be read.")
        }
    }
}

// MARK: Lines

extension ConsultationBundle {
    /// The same value gives the same bytes at every time.
    static func line(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    /// What is stored of an entry, and what it says.
    static func line(_ sealed: SealedEntry, _ words: String) throws -> [UInt8] {
        let proof = Proof(
            position: sealed.position,
            header: Hex.text(sealed.header.encoded()),
            sealed: sealed.sealed.map(Hex.text),
            wake: sealed.wakeAt?.milliseconds,
            hash: Hex.text(sealed.hash),
            total: Hex.text(sealed.total)
        )
        let text = String(decoding: try line(proof).dropLast(), as: UTF8.self)
        return Array("{\"event\":\(words),\"proof\":\(text)}\n".utf8)
    }

    static func read<Value: Decodable>(_ type: Value.Type, _ line: ArraySlice<UInt8>) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(line))
    }
}
