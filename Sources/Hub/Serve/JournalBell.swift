import Synchronization

/// Tells those who follow the journal that it has grown.
///
/// The journal is there before its followers, who are set once at the start.
final class JournalBell: Sendable {
    typealias Wake = @Sendable () -> Void

    private let wakes = Mutex<[Wake]>([])

    /// `wake` is called after every group of entries that is on disk, on the writer's thread: it must return at once.
    func wake(_ wake: @escaping Wake) {
        wakes.withLock { $0.append(wake) }
    }

    func ring() {
        for wake in wakes.withLock({ $0 }) { wake() }
    }
}
