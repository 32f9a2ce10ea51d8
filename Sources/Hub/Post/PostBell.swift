import Notifications
import Synchronization

/// The way from the journal to the post office.
///
/// The journal is there before the post office, which is set once both are made.
final class PostBell: Sendable {
    private let office = Mutex<PostOffice?>(nil)

    func open(_ office: PostOffice) {
        self.office.withLock { $0 = office }
    }

    /// There is a new mail.
    func wake() {
        office.withLock { $0 }?.wake()
    }
}
