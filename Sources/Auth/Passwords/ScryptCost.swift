/// How much work and memory one password hash takes (RFC 7914 section 2).
///
/// A stored hash names its own cost, so the bounds here also keep a forged one from eating the machine.
package struct ScryptCost: Hashable, Sendable {
    /// What one hash may use: 128 · N · r bytes.
    package static let memoryBytesMax = 256 * 1024 * 1024
    private static let logRoundsRange = 4...20
    private static let blockSizeRange = 1...16
    private static let parallelismRange = 1...4

    /// The binary logarithm of N.
    package let logRounds: Int
    /// The parameter r.
    package let blockSize: Int
    /// The parameter p.
    package let parallelism: Int

    /// Nothing outside the bounds.
    package init?(logRounds: Int, blockSize: Int, parallelism: Int) {
        guard Self.logRoundsRange.contains(logRounds), Self.blockSizeRange.contains(blockSize),
            Self.parallelismRange.contains(parallelism),
            // RFC 7914 section 6: N is less than 2^(128 · r / 8).
            logRounds < 16 * blockSize,
            128 * blockSize << logRounds <= Self.memoryBytesMax
        else { return nil }
        self.init(trustedLogRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
    }

    private init(trustedLogRounds logRounds: Int, blockSize: Int, parallelism: Int) {
        self.logRounds = logRounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// OWASP's recommended minimum: 128 MiB and some tenths of a second.
    package static let recommended = ScryptCost(trustedLogRounds: 17, blockSize: 8, parallelism: 1)

    /// For tests and demonstrations, where people are invented: 1 MiB and a few milliseconds.
    package static let quick = ScryptCost(trustedLogRounds: 10, blockSize: 8, parallelism: 1)

    package var rounds: Int { 1 << logRounds }
}
