import Foundation
import Synchronization

/// A port for a hub that is to come back on the same one.
///
/// The system gives a port that was let go to the next who asks for any. These are below those that it gives.
enum LastingPort {
    private static let taken = Atomic<Int>(0)

    static func next() -> Int {
        20_000 + (Int(getpid()) * 16 + taken.wrappingAdd(1, ordering: .relaxed).newValue) % 10_000
    }
}
