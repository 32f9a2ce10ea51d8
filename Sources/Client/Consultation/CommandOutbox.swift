package import Wire

/// The commands of one client that have no final answer yet.
///
/// A counter is given when a command is first sent, and kept: the same command goes out again with the same counter after
/// a reconnect, or when the reply asks for it. So the hub can carry it out exactly once.
package struct CommandOutbox: Sendable {
    /// More than this many commands wait for nobody.
    ///
    /// The hub remembers the results of the last 128.
    package static let unansweredMax = 64
    /// How often a command is sent before its last error counts.
    package static let attemptsMax = 6

    /// Names a command of this client before it has a counter.
    package typealias Number = UInt64

    package enum Outcome: Hashable, Sendable {
        case done(seq: UInt64)
        case refused(ProtoError)
        /// Send it once more, after this long, with ``CommandOutbox/again(_:)``.
        case again(after: Duration)
        /// The hub does not know this client's counters any more. The command was carried out once, or not at all.
        case unknown
    }

    private struct Entry {
        let number: Number
        let action: ProtoCommand.OneOf_Action
        var counter: UInt64?
        var attempts = 0
        var outcome: Outcome?
        /// Waits for its time to be sent again.
        var isPostponed = false

        var isWaiting: Bool { outcome == nil && !isPostponed }

        /// Sent, and without an answer that settles it.
        var isOpen: Bool {
            switch outcome {
            case nil, .again: counter != nil
            case .done, .refused, .unknown: false
            }
        }
    }

    /// The instance that the hub granted; 0 before the first `Welcome`.
    package private(set) var instance: UInt64 = 0
    private var entries: [Entry] = []
    private var lastNumber: Number = 0
    private var lastCounter: UInt64 = 0

    package init() {}

    /// Takes a command in; nothing if too many have no answer.
    package mutating func add(_ action: ProtoCommand.OneOf_Action) -> Number? {
        guard entries.count < Self.unansweredMax else { return nil }
        lastNumber += 1
        entries.append(Entry(number: lastNumber, action: action))
        return lastNumber
    }

    /// The command to be sent now; nothing if it has its answer, or is to wait.
    package mutating func send(_ number: Number) -> ProtoCommand? {
        guard let index = index(of: number), entries[index].isWaiting else { return nil }
        return send(at: index)
    }

    /// The time after ``Outcome/again(after:)`` is over.
    ///
    /// It goes out with ``send(_:)``, or at the next `Welcome`.
    package mutating func again(_ number: Number) {
        guard let index = index(of: number) else { return }
        entries[index].isPostponed = false
    }

    /// The hub granted an instance.
    ///
    /// Returns what has to be sent now, oldest first.
    package mutating func welcome(instance: UInt64) -> [ProtoCommand] {
        if instance != self.instance {
            self.instance = instance
            lastCounter = 0
            for index in entries.indices where entries[index].isOpen {
                entries[index].outcome = .unknown
                entries[index].isPostponed = false
            }
        }
        return entries.indices.filter { entries[$0].isWaiting }.map { send(at: $0) }
    }

    /// Takes a reply; returns the command that it answers, if that waits for one.
    package mutating func answer(_ reply: ProtoReply) -> Number? {
        guard let index = entries.firstIndex(where: { $0.counter == reply.counter && $0.isWaiting }) else { return nil }
        switch reply.outcome {
        case .done(let done):
            entries[index].outcome = .done(seq: done.seq)
        case .error(let error) where error.retry && entries[index].attempts < Self.attemptsMax:
            entries[index].outcome = .again(after: .milliseconds(error.retryAfterMs))
        case .error(let error):
            entries[index].outcome = .refused(error)
        case nil:
            return nil
        }
        return entries[index].number
    }

    /// Commands whose outcome nobody has taken yet.
    package var settled: [Number] { entries.filter { $0.outcome != nil }.map(\.number) }

    /// What became of a command, told once; nothing if that is still open.
    ///
    /// After it the command is forgotten, unless it is to be sent again.
    package mutating func takeOutcome(of number: Number) -> Outcome? {
        guard let index = index(of: number), let outcome = entries[index].outcome else { return nil }
        if case .again = outcome {
            entries[index].outcome = nil
            entries[index].isPostponed = true
        } else {
            entries.remove(at: index)
        }
        return outcome
    }

    /// Nobody waits for this command any more.
    package mutating func forget(_ number: Number) {
        entries.removeAll { $0.number == number }
    }

    private mutating func send(at index: Int) -> ProtoCommand {
        let counter = entries[index].counter ?? lastCounter + 1
        lastCounter = max(lastCounter, counter)
        entries[index].counter = counter
        entries[index].attempts += 1
        var command = ProtoCommand()
        command.counter = counter
        command.action = entries[index].action
        return command
    }

    private func index(of number: Number) -> Int? {
        entries.firstIndex { $0.number == number }
    }
}
