import NIOPosix
import Synchronization

/// Hashes and checks passwords, one at a time, on a thread of its own.
///
/// A hash takes a good part of a second and 128 MiB on purpose, so it never runs on an event loop or on Swift's own
/// pool, and a bounded number of people wait for it; beyond that they are told `busy`.
///
/// A password is 8 to 256 bytes of UTF-8, whatever they are, and compared byte by byte.
package final class Passwords: Sendable {
    /// UTF-8 bytes of a password.
    package static let lengthBytes = 8...256

    package struct Configuration: Hashable, Sendable {
        package var cost = ScryptCost.recommended
        /// Hashes under way and waiting.
        package var queueMax = 32
        /// How many of them may be for people whom nobody knows yet.
        package var strangersMax = 4

        package init() {}
    }

    private let configuration: Configuration
    private let random: RandomSource
    private let decoy: PasswordHash
    private let pool = NIOThreadPool(numberOfThreads: 1)
    private let underWay = Mutex(Places())

    /// How many hold a place in the queue.
    private struct Places {
        var all = 0
        var strangers = 0
    }

    package init(
        _ configuration: Configuration = Configuration(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.configuration = configuration
        random = RandomSource(generator)
        decoy = PasswordHash(
            unmatchable: configuration.cost,
            salt: random.bytes(PasswordHash.saltBytes),
            key: random.bytes(PasswordHash.keyBytes)
        )
        pool.start()
    }

    deinit {
        pool.shutdownGracefully { _ in }
    }

    /// The text to store for a new password: salt, cost and hash in the PHC form.
    ///
    /// Somebody whom nobody knows yet gets one of a few places only, so that they leave room for sign-ins.
    package func hash(_ password: String, ofStranger isStranger: Bool = false) async throws(PasswordError) -> String {
        guard password.utf8.count >= Self.lengthBytes.lowerBound else { throw .tooShort }
        guard password.utf8.count <= Self.lengthBytes.upperBound else { throw .tooLong }
        let cost = configuration.cost
        let salt = random.bytes(PasswordHash.saltBytes)
        return try await onPool(ofStranger: isStranger) { () throws(PasswordError) in
            try PasswordHash(of: password, cost: cost, salt: salt).text
        }
    }

    /// Whether it is the password behind a stored text.
    ///
    /// Give `nil` for a person who doesn't exist: the answer is `false`, and takes as long as for one who does.
    package func verify(_ password: String, against stored: String?) async throws(PasswordError) -> Bool {
        guard Self.lengthBytes.contains(password.utf8.count) else {
            // It takes its time and its place as well: otherwise guesses of a wrong length were free, and however long the
            // text is, it costs no more.
            let decoy = decoy
            _ = try await onPool { () throws(PasswordError) in try decoy.matches(Self.decoyPassword) }
            return false
        }
        let hash = if let stored { try PasswordHash(parsing: stored) } else { decoy }
        return try await onPool { () throws(PasswordError) in try hash.matches(password) }
    }

    private static let decoyPassword = "no password at all"

    private func onPool<Value: Sendable>(
        ofStranger isStranger: Bool = false,
        _ work: @escaping @Sendable () throws(PasswordError) -> Value
    ) async throws(PasswordError) -> Value {
        guard takePlace(ofStranger: isStranger) else { throw .busy }
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, PasswordError>, Never>) in
            pool.submit { state in
                let result: Result<Value, PasswordError> =
                    switch state {
                    case .active: Result(catching: work)
                    case .cancelled: .failure(.busy)
                    }
                self.leavePlace(ofStranger: isStranger)
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    private func takePlace(ofStranger isStranger: Bool) -> Bool {
        underWay.withLock { places in
            guard places.all < configuration.queueMax else { return false }
            guard !isStranger || places.strangers < configuration.strangersMax else { return false }
            places.all += 1
            if isStranger { places.strangers += 1 }
            return true
        }
    }

    private func leavePlace(ofStranger isStranger: Bool) {
        underWay.withLock { places in
            places.all -= 1
            if isStranger { places.strangers -= 1 }
        }
    }
}
