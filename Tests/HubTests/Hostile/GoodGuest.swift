import Client
import SwiftProtobuf
import Synchronization
import Wire

/// What is going on when something is measured.
enum Stage: String, CaseIterable, Sendable {
    /// The first messages of everybody, which are not measured.
    case warmUp
    case calm
    case hostile
    case after
}

/// The stage of a run, for all who take part.
final class CurrentStage: Sendable {
    private let state = Mutex(Stage?.none)

    /// Nothing before the first stage, and after the last.
    var stage: Stage? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// One of those who just want to have their visit: it says something at a steady rate, and looks at everything that comes.
actor GoodGuest {
    private static let clock = ContinuousClock()
    private static let start = clock.now

    let number: Int
    let client: ConsultationClient
    private(set) var record = GoodRecord()
    /// As which the hub knows it.
    private(set) var instance: UInt64 = 0
    private var said = 0
    private var heard: [Int: Int] = [:]

    init(_ number: Int, _ client: ConsultationClient) {
        self.number = number
        self.client = client
    }

    /// Reads until the client is closed.
    func listen() async {
        for await update in client.updates { take(update) }
    }

    private func take(_ update: ConsultationUpdate) {
        switch update {
        case .event(let event, _):
            if case .chatPosted(let chat) = event.body { take(chat) }
        case .welcome(let welcome):
            instance = welcome.clientInstance
            record.welcomes += 1
        case .fault(let fault):
            record.faults.append("\(fault)")
        case .closed(let close, let returns):
            if returns { record.losses.append("\(close.end)") }
        case .caughtUp, .snapshot, .transient:
            break
        }
    }

    /// A message of a good one carries who says it, its number, the stage and the time.
    private func take(_ chat: ProtoChatPosted) {
        let words = chat.text.split(separator: " ")
        guard words.count == 5, words[0] == "good", let sender = Int(words[1]), let count = Int(words[2]),
            let stage = Stage(rawValue: String(words[3])), let time = Int64(words[4])
        else { return }
        record.heard += 1
        if count != heard[sender, default: 0] + 1 { record.disorder += 1 }
        heard[sender] = count
        guard sender != number else { return }
        record.events[stage, default: []].append(Self.now - .nanoseconds(time))
    }

    /// Says something every `interval`, as long as there is a stage.
    func talk(_ current: CurrentStage, every interval: Duration) async throws {
        // They don't all speak in the same moment.
        var next = Self.clock.now + interval * (number % 17) / 17
        while let stage = current.stage {
            try await Self.clock.sleep(until: next)
            next = next + interval
            said += 1
            let begin = Self.now
            let (seconds, attoseconds) = begin.components
            let time = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
            let text = "good \(number) \(said) \(stage.rawValue) \(time)"
            try await client.perform(.postChat(.with { $0.text = text }))
            record.replies[stage, default: []].append(Self.now - begin)
            record.said = said
        }
    }

    private static var now: Duration { start.duration(to: clock.now) }
}

/// What a good client saw.
struct GoodRecord: Sendable {
    /// From a command to the reply.
    var replies: [Stage: [Duration]] = [:]
    /// From a command to its event at somebody else.
    var events: [Stage: [Duration]] = [:]
    var said = 0
    /// Messages of good ones, its own included.
    var heard = 0
    /// Messages of good ones that came out of their order, twice, or after a missing one.
    var disorder = 0
    var welcomes = 0
    /// What the client's own check of `seq` and `prev` found.
    var faults: [String] = []
    /// Connections that ended.
    var losses: [String] = []
}
