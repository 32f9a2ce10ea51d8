import Dispatch
import Foundation

/// A thread of its own that does its work once for one or more wake-ups.
final class WriterThread: Sendable {
    private let name: String
    /// Only this thread ever waits on it.
    private let signal = DispatchSemaphore(value: 0)

    /// `name` is what the system shows, cut to 15 bytes.
    init(name: String) {
        self.name = name
    }

    /// Starts the thread with a state that only it has.
    ///
    /// It ends after the first time that `work` returns `false`.
    func start<State>(with state: @escaping @Sendable () -> State, _ work: @escaping @Sendable (inout State) -> Bool) {
        let thread = Thread { [signal] in
            var state = state()
            repeat { signal.wait() } while work(&state)
        }
        thread.name = name
        thread.start()
    }

    func wake() {
        signal.signal()
    }
}
