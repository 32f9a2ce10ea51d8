import Core
import Crypto
import FoundationEssentials

extension ConsultationBundle {
    /// Why a bundle can't be believed.
    struct Finding: Error {
        let text: String

        init(_ text: String) {
            self.text = text
        }
    }

    static func check(_ bytes: [UInt8], publicKey: String?, wording: Wording) throws -> Summary {
        let newline = UInt8(ascii: "\n")
        guard bytes.last == newline else { throw Finding("its end is missing.") }
        let lines = bytes.dropLast().split(separator: newline, omittingEmptySubsequences: false)
        guard lines.count >= 2, let first = lines.first, let last = lines.last else {
            throw Finding("it is too short.")
        }
        let opening = try read(Opening.self, first)
        guard opening.laso == Opening.kind, let id = ConsultationID(opening.consultation) else {
            throw Finding("its first line is not that of a bundle.")
        }
        let signer = publicKey?.lowercased() ?? opening.publicKey
        try checkSignature(bytes.dropLast(last.count + 1), try read(Closing.self, last), signer)
        let rows = lines.dropFirst().dropLast()
        guard rows.count == opening.entries else { throw Finding("it has not as many entries as it says.") }
        let key = try opening.key.map { text in
            guard let key = Hex.bytes(text).flatMap(ContentKey.init(bytes:)) else {
                throw Finding("its key is none.")
            }
            return key
        }
        var previous = ChainEnd.start
        for row in rows {
            previous = try check(Array(row) + [newline], after: previous, EntityID(id), key, wording)
        }
        return Summary(consultation: id, entries: rows.count, isErased: key == nil, publicKey: signer)
    }

    private static func checkSignature(_ bytes: ArraySlice<UInt8>, _ closing: Closing, _ signer: String) throws {
        guard let raw = Hex.bytes(signer), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw) else {
            throw Finding("the key that should have signed it is none.")
        }
        guard let signature = Hex.bytes(closing.signature), key.isValidSignature(signature, for: bytes) else {
            throw Finding("it was changed, or signed by somebody else.")
        }
    }

    /// Returns where the chain stands after the entry.
    private static func check(
        _ row: [UInt8],
        after previous: ChainEnd,
        _ entity: EntityID,
        _ key: ContentKey?,
        _ wording: Wording
    ) throws -> ChainEnd {
        struct Line: Decodable {
            let proof: Proof
        }
        let proof = try read(Line.self, row[...]).proof
        guard let header = Hex.bytes(proof.header), let hash = Hex.bytes(proof.hash), let total = Hex.bytes(proof.total)
        else { throw Finding("an entry has no bytes.") }
        let sealed = SealedEntry(
            position: proof.position,
            header: try SealedEntry.Header(decoding: header),
            sealed: proof.sealed.flatMap(Hex.bytes),
            wakeAt: proof.wake.map(Timestamp.init(milliseconds:)),
            hash: hash,
            total: total
        )
        guard sealed.header.entity == entity else { throw Finding("an entry is of another consultation.") }
        guard sealed.continues(previous) else { throw Finding("an entry does not continue the one before it.") }
        let entry: JournalEntry
        do throws(Seal.Broken) {
            entry = try sealed.entry(key: key?.symmetric)
        } catch {
            throw Finding("the seal of entry \(sealed.header.seq) is broken.")
        }
        guard try line(sealed, wording(entry)) == row else {
            throw Finding("the words of entry \(sealed.header.seq) are not what was sealed.")
        }
        return sealed.chainEnd
    }
}
