import NIOCore
import NIOSSL

/// Holds a certificate against the name that somebody meant to speak to (RFC 9525).
///
/// NIOSSL is also content with one for the peer's address. But whoever can say where a name leads can have a certificate for the
/// address that they say, so a name needs its own.
struct PeerName: Sendable {
    /// The certificate is good for something else.
    struct Wrong: Error {}

    /// In lower case.
    let name: String

    /// A client's handler that accepts a peer with a good certificate for the name.
    func handler(_ context: NIOSSLContext) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler._makeSSLClientHandler(context: context, serverHostname: name) { certificate, channel in
            isNamed(certificate)
                ? channel.eventLoop.makeSucceededVoidFuture() : channel.eventLoop.makeFailedFuture(Wrong())
        }
    }

    private func isNamed(_ certificate: NIOSSLCertificate) -> Bool {
        certificate._subjectAlternativeNames().contains { other in
            other.nameType == .dnsName && matches(String(decoding: other.contents, as: UTF8.self).lowercased())
        }
    }

    /// An asterisk stands for one whole label, the first (section 6.3).
    func matches(_ other: String) -> Bool {
        guard other.hasPrefix("*.") else { return other == name }
        guard let dot = name.firstIndex(of: "."), dot > name.startIndex else { return false }
        return name[dot...] == other.dropFirst()
    }
}
