import Gateway
import Logging

/// The certificate of a hub that speaks HTTPS, and what renews it.
struct TLSParts: Sendable {
    let certificates: Certificates
    let renewal: CertificateRenewal

    /// Throws what keeps the hub from starting.
    init(_ files: CertificateFiles, logger: Logger) throws(CommandFailure) {
        let contents = try files.read()
        certificates = Certificates(try files.pair(of: contents))
        renewal = CertificateRenewal(files, showing: contents, by: certificates, logger: logger)
    }
}
