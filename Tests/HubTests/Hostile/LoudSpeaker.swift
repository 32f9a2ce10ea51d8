import Client
import SwiftProtobuf
import Wire

/// The busy consultation: one person says a lot, and nobody else reads it.
struct LoudSpeaker: Sendable {
    private static let messagesMax = 2000
    private static let sendersAtOnce = 4

    let client: ConsultationClient

    /// Talks until the hub has given up `count` slow readers.
    func talk(_ hub: HostileHub, until count: Int) async throws {
        let text = String(repeating: "This goes on. ", count: 580)
        try await client.connect()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in client.updates {} }
            for _ in 0..<(Self.messagesMax / Self.sendersAtOnce / 10) {
                try await withThrowingTaskGroup(of: Void.self) { senders in
                    for _ in 0..<Self.sendersAtOnce {
                        senders.addTask {
                            for _ in 0..<10 {
                                do {
                                    try await client.perform(.postChat(.with { $0.text = text }))
                                } catch is CommandRefusal {
                                    // Too fast, again and again: it goes on all the same.
                                }
                            }
                        }
                    }
                    try await senders.waitForAll()
                }
                if try await hub.metrics()["laso_slow_consumers_closed_total", default: 0] >= Double(count) { break }
            }
            await client.close()
            try await group.waitForAll()
        }
    }
}
