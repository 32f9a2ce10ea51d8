import Crypto
import CryptoExtras
import Foundation
import Hummingbird
import NIOPosix

/// What the hub's requests are measured against: Hummingbird with one route and nothing else, and scrypt alone.
///
/// `plain-server` serves `GET /plain/{id}` on a port that it prints; `plain-server scrypt COUNT` hashes so often, and prints the
/// processor time of one hash in microseconds.
@main
struct PlainServer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "scrypt", let count = Int(arguments[2]), count > 0 {
            try measureScrypt(count)
        } else {
            try await serve()
        }
    }

    private static func serve() async throws {
        let router = Router()
        router.get("plain/{id}") { _, context in
            PlainAnswer(id: try context.parameters.require("id"))
        }
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                FileHandle.standardOutput.write(Data("port: \(channel.localAddress?.port ?? 0)\n".utf8))
            },
            eventLoopGroupProvider: .shared(loops)
        )
        try await application.runService()
    }

    /// With the hub's own cost: N = 2^17, r = 8, p = 1.
    private static func measureScrypt(_ count: Int) throws {
        let start = clock()
        for _ in 0..<count {
            _ = try KDF.Scrypt.deriveKey(
                from: Data("correct horse battery".utf8),
                salt: Data(repeating: 7, count: 16),
                outputByteCount: 32,
                rounds: 1 << 17,
                blockSize: 8,
                parallelism: 1
            )
        }
        print(Double(clock() - start) / Double(CLOCKS_PER_SEC) / Double(count) * 1_000_000)
    }
}

/// As many fields as a consultation of two people has, encoded the same way.
private struct PlainAnswer: ResponseEncodable {
    struct Participant: Encodable {
        let seat = 1
        let personId = "01945e9c-3b1a-7c44-9d58-6f0a1c2e7b90"
        let role = "doctor"
        let name = "Ada Marlow"
        let standing = "cleared"
        let presence = "away"
        let since = "2027-01-15T09:00:00.000Z"
        let seenUpTo = 0
    }

    let id: String
    let seq = 3
    let title = "Follow-up"
    let scheduledStart = "2027-01-15T09:00:00.000Z"
    let durationMinutes = 30
    let provider = "direct"
    let status = "scheduled"
    let ownSeat = 1
    let participants = [Participant(), Participant()]
    let messages: [String] = []
    let hasOlderMessages = false
    let consents: [String] = []
}
