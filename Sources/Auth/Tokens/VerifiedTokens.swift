import Core
import Crypto
import FoundationEssentials
import Synchronization

/// The access tokens that were found good: checking a signature costs more than the rest of a request, and a client shows the same
/// token again and again.
///
/// Callable from any thread. Only SHA-256 of each token is kept. There are two generations, so that what is used stays and what
/// isn't goes without a look at every token.
final class VerifiedTokens: Sendable {
    /// Tokens in a generation.
    static let generationMax = 8192

    private struct Generations {
        var young: [SHA256Digest: AccessGrant] = [:]
        var old: [SHA256Digest: AccessGrant] = [:]

        mutating func keep(_ grant: AccessGrant, _ digest: SHA256Digest) {
            if young.count >= VerifiedTokens.generationMax {
                old = young
                young = [:]
            }
            young[digest] = grant
        }

        mutating func grant(_ digest: SHA256Digest) -> AccessGrant? {
            if let grant = young[digest] { return grant }
            guard let grant = old[digest] else { return nil }
            keep(grant, digest)
            return grant
        }
    }

    private let generations = Mutex(Generations())

    /// What a token granted when its signature was checked; whether it still holds is for the caller to judge.
    func grant(_ digest: SHA256Digest) -> AccessGrant? {
        generations.withLock { $0.grant(digest) }
    }

    func keep(_ grant: AccessGrant, _ digest: SHA256Digest) {
        generations.withLock { $0.keep(grant, digest) }
    }

    static func digest(of text: String) -> SHA256Digest {
        var text = text
        return text.withUTF8 { SHA256.hash(data: $0) }
    }
}
