import Gateway
import Logging
import NIOPosix

/// Puts a renewed certificate into use without a restart.
///
/// What the files hold is compared, not when they were written: however a renewal replaces them, it is seen. A pair that
/// can't be used changes nothing, and is an error in the log: once, until a look finds a good one or another fault.
actor CertificateRenewal {
    private let files: CertificateFiles
    private let certificates: Certificates
    private let logger: Logger
    /// What is in use.
    private var shown: CertificateFiles.Contents
    private var lastFailure: CommandFailure?

    /// Shows what the certificates show already, which came from `contents`.
    init(
        _ files: CertificateFiles,
        showing contents: CertificateFiles.Contents,
        by certificates: Certificates,
        logger: Logger
    ) {
        self.files = files
        self.certificates = certificates
        self.logger = logger
        shown = contents
    }

    /// Looks at the files, off the event loops and the pool's threads.
    ///
    /// When somebody asked for it, the outcome is told in any case.
    func look(asked: Bool = false) async {
        let known = asked ? nil : shown
        do {
            let (contents, pair) = try await Self.load(files, unless: known)
            lastFailure = nil
            guard let pair else { return }
            shown = contents
            certificates.use(pair)
            logger.info("The certificate is renewed")
        } catch let failure as CommandFailure {
            guard asked || failure != lastFailure else { return }
            lastFailure = failure
            logger.error("The new certificate can't be used", metadata: ["tls.trouble": "\(failure)"])
        } catch {
            logger.error("The certificate can't be looked at", metadata: ["error.type": "\(type(of: error))"])
        }
    }

    /// What the files hold, and the pair that it makes, unless it is `known`.
    private static func load(
        _ files: CertificateFiles,
        unless known: CertificateFiles.Contents?
    ) async throws -> (CertificateFiles.Contents, CertificatePair?) {
        try await NIOThreadPool.singleton.runIfActive {
            let contents = try files.read()
            return (contents, contents == known ? nil : try files.pair(of: contents))
        }
    }
}
