import Client
import Wire

/// What people were told in a visit, whoever told it and whenever.
actor CrashRecord {
    /// A text and where the hub says that it stands.
    struct Placed: Hashable {
        let text: String
        let seq: UInt64
    }

    private(set) var acknowledged: Set<Placed> = []
    private(set) var shown: Set<Placed> = []
    private(set) var faults: [SequenceFault] = []
    private(set) var resumes = 0
    private(set) var snapshots = 0
    private let onAcknowledged: @Sendable () -> Void

    init(_ onAcknowledged: @escaping @Sendable () -> Void) {
        self.onAcknowledged = onAcknowledged
    }

    func acknowledge(_ text: String, at seq: UInt64) {
        acknowledged.insert(Placed(text: text, seq: seq))
        onAcknowledged()
    }

    func see(_ update: ConsultationUpdate) {
        switch update {
        case .event(let event, _):
            if case .chatPosted(let chat) = event.body { shown.insert(Placed(text: chat.text, seq: event.seq)) }
        case .welcome(let welcome):
            if welcome.recovery == .replay { resumes += 1 } else { snapshots += 1 }
            see(welcome.snapshot)
        case .snapshot(let snapshot):
            see(snapshot)
        case .fault(let fault):
            faults.append(fault)
        case .caughtUp, .transient, .closed:
            break
        }
    }

    private func see(_ snapshot: ProtoSnapshot) {
        for message in snapshot.chat { shown.insert(Placed(text: message.text, seq: message.seq)) }
    }
}
