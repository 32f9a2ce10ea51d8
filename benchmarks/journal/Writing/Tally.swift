import Core
import Synchronization

/// Counts answers, and tells when all have come; with the first that was no acceptance, if there was one.
final class Tally: Sendable {
    private let remaining: Mutex<(count: Int, refusal: AppendOutcome?)>
    private let completion: @Sendable (AppendOutcome?) -> Void

    init(count: Int, _ completion: @escaping @Sendable (AppendOutcome?) -> Void) {
        remaining = Mutex((count, nil))
        self.completion = completion
    }

    func add(_ outcome: AppendOutcome) {
        let (isLast, refusal) = remaining.withLock { remaining in
            remaining.count -= 1
            if case .accepted = outcome {} else { remaining.refusal = remaining.refusal ?? outcome }
            return (remaining.count == 0, remaining.refusal)
        }
        if isLast { completion(refusal) }
    }
}
