import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate that vouches for itself, made anew for each test, so that no key is kept anywhere.
package struct TestCertificate: Hashable, Sendable {
    /// The name in it; the address 127.0.0.1 is in it too.
    package static let name = "hub.test"

    /// PEM.
    package let chain: String
    /// PEM (PKCS #8).
    package let key: String

    /// Good for an hour.
    package init() throws {
        let privateKey = P256.Signing.PrivateKey()
        let signer = Certificate.PrivateKey(privateKey)
        let subject = try DistinguishedName { CommonName(Self.name) }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: signer.publicKey,
            notValidBefore: Date(timeIntervalSinceNow: -3600),
            notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                SubjectAlternativeNames([
                    .dnsName(Self.name), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                ])
            },
            issuerPrivateKey: signer
        )
        chain = try certificate.serializeAsPEM().pemString
        key = privateKey.pemRepresentation
    }
}
