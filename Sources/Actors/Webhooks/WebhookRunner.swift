/// One webhook's follower, which somebody may stop.
struct WebhookRunner: Sendable {
    let follower: JournalFollower
    private let stops: AsyncStream<Void>
    private let stopping: AsyncStream<Void>.Continuation
    private let ends: AsyncStream<Void>
    private let ending: AsyncStream<Void>.Continuation
    /// Ends when the one before has ended: what it still has under way is not overtaken.
    private let predecessor: AsyncStream<Void>?

    init(_ follower: JournalFollower, after predecessor: WebhookRunner?) {
        self.follower = follower
        self.predecessor = predecessor?.ends
        (stops, stopping) = AsyncStream.makeStream()
        (ends, ending) = AsyncStream.makeStream()
    }

    func stop() { stopping.finish() }

    /// Follows until it is stopped or the task is cancelled.
    func run() async {
        defer { ending.finish() }
        if let predecessor { for await _ in predecessor {} }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await follower.run() }
            group.addTask { for await _ in stops {} }
            await group.next()
            group.cancelAll()
        }
    }
}
