import Client
import Foundation
import Wire

/// One of the two people, with a real connection of their own.
///
/// ``read()`` runs beside the story and shows every update as it comes; ``see(_:)`` waits for one of them.
actor DemoSide {
    nonisolated let part: DemoPart
    private let client: ConsultationClient
    private let screen: DemoScreen
    /// Gets every update too, for whoever plays along.
    private let echo: AsyncStream<ConsultationUpdate>.Continuation?
    private(set) var view = DemoView()
    /// Commands that the hub refused although the story did not expect it.
    private(set) var refusals = 0
    private var hasEnded = false
    /// The connection is lost, and the client is on its way back by itself.
    private var isReturning = false
    private var returnWaiters: [CheckedContinuation<Void, any Error>] = []
    /// The last event shown, and the answers that name a later one: they are shown right after it.
    private var lastShown: UInt64 = 0
    private var answers: Set<UInt64> = []
    /// Updates that the story has not asked for yet.
    private var unasked: [ConsultationUpdate] = []
    private var waiting: [UInt64: (sight: DemoSight, continuation: CheckedContinuation<Void, any Error>)] = [:]
    private var lastWaiting: UInt64 = 0

    init(
        _ part: DemoPart,
        _ client: ConsultationClient,
        _ screen: DemoScreen,
        echo: AsyncStream<ConsultationUpdate>.Continuation? = nil
    ) {
        self.part = part
        self.client = client
        self.screen = screen
        self.echo = echo
    }

    var tally: SequenceCheck.Tally { get async { await client.tally } }

    /// Shows what comes in until the visit is over for this person.
    func read() async {
        for await update in client.updates {
            view.learn(update)
            follow(update)
            for line in view.lines(update) { show(line) }
            if case .event(let event, _) = update { showAnswers(upTo: event.seq) }
            unasked.append(update)
            echo?.yield(update)
            for (number, waiter) in waiting where take(waiter.sight) { resume(number, with: .success(())) }
        }
        hasEnded = true
        echo?.finish()
        resumeReturnWaiters(with: .failure(DemoFailure("The \(part)'s connection did not come back.")))
        for number in Array(waiting.keys) { resume(number, with: .failure(missed(number))) }
    }

    func connect() async throws {
        do {
            try await client.connect()
        } catch {
            throw DemoFailure("The \(part) could not connect. \(error)")
        }
    }

    func drop() async {
        show(DemoLine(.deed, "loses the connection"))
        await client.dropConnection(staysAway: true)
    }

    func close() async {
        await client.close()
    }

    /// Gives a command and waits for the hub's answer.
    func perform(_ word: DemoCommandWord) async throws {
        do {
            try await give(word)
        } catch let refusal as CommandRefusal {
            refusals += 1
            show(DemoLine(.trouble, "refused (\(refusal.error.name)): \(refusal)"))
            throw DemoFailure("The hub refused that the \(part) \(word.line ?? "does this"): \(refusal)")
        } catch {
            throw DemoFailure("It did not work that the \(part) \(word.line ?? "does this"). \(error)")
        }
    }

    /// Gives a command that a person typed: a refusal is shown, and that is all.
    func attempt(_ word: DemoCommandWord) async {
        do {
            try await give(word)
        } catch let refusal as CommandRefusal {
            show(DemoLine(.trouble, "refused (\(refusal.error.name)): \(refusal)"))
        } catch {
            show(DemoLine(.trouble, "\(error)"))
        }
    }

    /// Gives a command that has to be refused.
    func perform(_ word: DemoCommandWord, refusedWith code: ErrorCode) async throws {
        do {
            try await give(word)
        } catch let refusal as CommandRefusal where refusal.code == code {
            show(DemoLine(.connection, "refused, as it should be: \(refusal)"))
            return
        }
        throw DemoFailure("The hub should have refused that the \(part) \(word.line ?? "does this").")
    }

    /// Waits until an update has shown it.
    ///
    /// Each update is asked for once.
    func see(_ sight: DemoSight) async throws {
        guard !take(sight) else { return }
        lastWaiting += 1
        let number = lastWaiting
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            try await withCheckedThrowingContinuation { continuation in
                waiting[number] = (sight, continuation)
                if hasEnded { resume(number, with: .failure(missed(number))) }
            }
        } onCancel: {
            Task { await self.resume(number, with: .failure(CancellationError())) }
        }
    }

    /// Waits while the connection is on its way back.
    ///
    /// What the story does next may be worth nothing to somebody who is not there: that somebody types, say.
    func isBack() async throws {
        guard isReturning, !hasEnded else { return }
        try await withCheckedThrowingContinuation { returnWaiters.append($0) }
    }

    private func follow(_ update: ConsultationUpdate) {
        switch update {
        case .closed(_, let returns):
            isReturning = returns
        case .welcome:
            isReturning = false
            resumeReturnWaiters(with: .success(()))
        case .event, .caughtUp, .snapshot, .transient, .fault:
            break
        }
    }

    private func resumeReturnWaiters(with result: Result<Void, any Error>) {
        for waiter in returnWaiters { waiter.resume(with: result) }
        returnWaiters = []
    }

    private func give(_ word: DemoCommandWord) async throws {
        guard let action = word.action(view.seats) else {
            throw DemoFailure("The \(part) does not know yet where the other one sits.")
        }
        if let line = word.line { show(DemoLine(.deed, line)) }
        let seq = try await client.perform(action)
        if seq > 0 {
            answers.insert(seq)
            showAnswers(upTo: lastShown)
        } else if !word.isTransient {
            show(DemoLine(.passing, "done, nothing had to change"))
        }
    }

    private func showAnswers(upTo seq: UInt64) {
        lastShown = max(lastShown, seq)
        for seq in answers.filter({ $0 <= lastShown }).sorted() {
            answers.remove(seq)
            show(DemoLine(.passing, "done, #\(seq)"))
        }
    }

    private func show(_ line: DemoLine) {
        screen.line(line, of: part, at: Date())
    }

    private func take(_ sight: DemoSight) -> Bool {
        let seats = view.seats
        guard let index = unasked.firstIndex(where: { sight.isShown(by: $0, seats) }) else { return false }
        unasked.remove(at: index)
        return true
    }

    private func resume(_ number: UInt64, with result: Result<Void, any Error>) {
        waiting.removeValue(forKey: number)?.continuation.resume(with: result)
    }

    private func missed(_ number: UInt64) -> DemoFailure {
        let sight = waiting[number]?.sight.description ?? "what it waited for"
        return DemoFailure("The \(part)'s visit was over before the \(part) saw \(sight).")
    }
}
