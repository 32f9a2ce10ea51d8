import NIOSSL
import Synchronization

/// The certificate that new connections are shown.
///
/// It can be replaced at any time and from anywhere; connections that are open keep theirs.
package final class Certificates: Sendable {
    /// Loops take the context once per connection, and nobody holds the lock longer than for one assignment.
    private let current: Mutex<NIOSSLContext>

    package init(_ pair: CertificatePair) {
        current = Mutex(pair.context)
    }

    /// Shows this one from now on.
    package func use(_ pair: CertificatePair) {
        current.withLock { $0 = pair.context }
    }

    var context: NIOSSLContext { current.withLock { $0 } }
}
