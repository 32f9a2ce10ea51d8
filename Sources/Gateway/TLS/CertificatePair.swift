import NIOCore
import NIOSSL

/// Why a certificate and a key can't serve TLS.
package enum CertificateFault: Error, Hashable, Sendable {
    /// No chain of PEM certificates.
    case chainUnreadable
    /// No PEM private key, or one with a passphrase.
    case keyUnreadable
    /// Both can be read, but the key is not that of the chain's first certificate.
    case keyDoesNotFit
}

/// A certificate chain with its private key, ready to serve TLS.
package struct CertificatePair: Sendable {
    /// How long a closing connection waits for the peer's close_notify (RFC 8446 section 6.1).
    private static let closeNotifyMax: Int64 = 1

    let context: NIOSSLContext

    /// Reads PEM texts, the server's own certificate first.
    ///
    /// This computes for some milliseconds: never on an event loop. What is served is TLS 1.2 or later (RFC 8996), with
    /// `h2` and `http/1.1` by ALPN (RFC 7301).
    package init(chain: [UInt8], key: [UInt8]) throws(CertificateFault) {
        // The reasons stay here: the library's errors may quote the file, and each means one thing to an operator.
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(chain), !certificates.isEmpty else {
            throw .chainUnreadable
        }
        // As above.
        guard let privateKey = try? NIOSSLPrivateKey(bytes: key, format: .pem) else { throw .keyUnreadable }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) },
            privateKey: .privateKey(privateKey)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        configuration.shutdownTimeout = .seconds(Self.closeNotifyMax)
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .keyDoesNotFit
        }
    }
}
