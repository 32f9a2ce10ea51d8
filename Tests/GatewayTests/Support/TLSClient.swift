import Gateway
import NIOSSL
import TestKit

/// A TLS client that trusts one certificate only.
struct TLSClient {
    private let context: NIOSSLContext

    init(
        trusting certificate: TestCertificate,
        offering protocols: [String] = ["http/1.1"],
        upTo version: TLSVersion? = nil
    ) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        let roots = try NIOSSLCertificate.fromPEMBytes(Array(certificate.chain.utf8))
        configuration.trustRoots = .certificates(roots)
        configuration.applicationProtocols = protocols
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = version
        context = try NIOSSLContext(configuration: configuration)
    }

    func handler() throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: TestCertificate.name)
    }
}

extension Certificates {
    convenience init(_ certificate: TestCertificate) throws {
        self.init(try CertificatePair(certificate))
    }
}

extension CertificatePair {
    init(_ certificate: TestCertificate) throws {
        try self.init(chain: Array(certificate.chain.utf8), key: Array(certificate.key.utf8))
    }
}
