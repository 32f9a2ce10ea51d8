import Core
import Crypto
import FoundationEssentials

/// Codes that stand in indexes for words and addresses: equal texts have equal codes, and without the master key nobody can
/// tell which text a code stands for, or try texts out.
///
/// HMAC-SHA-256 (RFC 2104). Who can read the database still sees which rows share a word.
struct KeyedIndex: Sendable {
    /// What a text is; the same text has another code as something else.
    enum Purpose: String {
        case address
        case word
        case name
    }

    /// Enough that two words of one installation never share a code by chance.
    private static let wordBytes = 12

    private let key: SymmetricKey

    init(_ master: MasterKey) {
        key = master.indexing
    }

    func code(of address: EmailAddress) -> Data {
        Data(code(address.text, .address))
    }

    func code(ofWord word: String) -> Data {
        Data(code(word, .word).prefix(Self.wordBytes))
    }

    /// A word of somebody's name in a consultation.
    ///
    /// Shorter than the others, because there are many of them: eight bytes, as a whole number.
    func code(ofName word: String) -> Int64 {
        Int64(bitPattern: code(word, .name).prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    private func code(_ text: String, _ purpose: Purpose) -> [UInt8] {
        var writer = StorageWriter()
        writer.write(purpose.rawValue)
        writer.write(text)
        return Array(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key))
    }
}
