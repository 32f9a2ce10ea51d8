import Crypto
import CryptoExtras
import FoundationEssentials

/// A password's scrypt hash with all that is needed to check one against it.
///
/// Its text follows the PHC string format: `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`, both in unpadded Base64.
struct PasswordHash: Sendable {
    static let saltBytes = 16
    static let keyBytes = 32
    private static let textBytesMax = 256
    private static let saltBytesRange = 16...64
    private static let keyBytesRange = 32...64

    let cost: ScryptCost
    let salt: [UInt8]
    let key: SymmetricKey

    init(of password: String, cost: ScryptCost, salt: [UInt8]) throws(PasswordError) {
        self.cost = cost
        self.salt = salt
        key = try Self.derive(from: password, cost: cost, salt: salt, bytes: Self.keyBytes)
    }

    /// A hash that no password is known for, to spend the usual time on.
    init(unmatchable cost: ScryptCost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = SymmetricKey(data: key)
    }

    /// Reads exactly what ``text`` writes; a cost, salt or hash outside the bounds is an error.
    init(parsing text: String) throws(PasswordError) {
        guard text.utf8.count <= Self.textBytesMax, let hash = Self.parsed(text), hash.text == text else {
            throw .unreadableHash
        }
        self = hash
    }

    var text: String {
        let costText = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        let keyBytes = key.withUnsafeBytes { Array($0) }
        return "$scrypt$\(costText)$\(Base64Text.standard(salt))$\(Base64Text.standard(keyBytes))"
    }

    /// Whether it is the password; the comparison takes the same time wherever the first difference is.
    func matches(_ password: String) throws(PasswordError) -> Bool {
        // Comparing two `SymmetricKey`s is constant-time in swift-crypto.
        try Self.derive(from: password, cost: cost, salt: salt, bytes: key.bitCount / 8) == key
    }

    private init(cost: ScryptCost, salt: [UInt8], key: SymmetricKey) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    private static func parsed(_ text: String) -> PasswordHash? {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = cost(parts[2]),
            let salt = Base64Text.decode(standard: parts[3]), saltBytesRange.contains(salt.count),
            let key = Base64Text.decode(standard: parts[4]), keyBytesRange.contains(key.count)
        else { return nil }
        return PasswordHash(cost: cost, salt: salt, key: SymmetricKey(data: key))
    }

    private static func cost(_ text: Substring) -> ScryptCost? {
        let values = text.split(separator: ",", omittingEmptySubsequences: false)
        guard values.count == 3, values[0].hasPrefix("ln="), values[1].hasPrefix("r="), values[2].hasPrefix("p="),
            let logRounds = Int(values[0].dropFirst(3)), let blockSize = Int(values[1].dropFirst(2)),
            let parallelism = Int(values[2].dropFirst(2))
        else { return nil }
        return ScryptCost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
    }

    private static func derive(
        from password: String,
        cost: ScryptCost,
        salt: [UInt8],
        bytes: Int
    ) throws(PasswordError) -> SymmetricKey {
        do {
            return try KDF.Scrypt.deriveKey(
                from: Data(password.utf8),
                salt: Data(salt),
                outputByteCount: bytes,
                rounds: cost.rounds,
                blockSize: cost.blockSize,
                parallelism: cost.parallelism
            )
        } catch {
            // The cost was checked, so only memory can be lacking.
            throw .busy
        }
    }
}
