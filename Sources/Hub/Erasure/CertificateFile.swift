import Core
import Foundation
import Persistence

/// The certificate of an erasure in a file, as `hub erase` and `hub user erase` write it and `hub verify` judges it.
enum CertificateFile {
    static func write(_ certificate: some Encodable, to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try encoder.encode(certificate).write(to: URL(filePath: file))
    }

    /// What a certificate says, in words; throws if nobody with this key has signed exactly that.
    static func judge(_ file: String, publicKey: String?) throws -> String {
        let bytes = FileManager.default.contents(atPath: file) ?? Data()
        let decoder = JSONDecoder()
        if let certificate = try? decoder.decode(ErasureCertificate.self, from: bytes) {
            let erasure = certificate.erasure
            return try judge(certificate, file, publicKey, "Consultation \(erasure.consultation)", erasure.erased)
                + until(erasure.keyBackupsUntil)
        }
        if let certificate = try? decoder.decode(PersonErasureCertificate.self, from: bytes) {
            let erasure = certificate.erasure
            return try judge(certificate, file, publicKey, "Person \(erasure.person)", erasure.erased)
                + "\nVisits that are erased with them: \(erasure.visitsErased); that still name them: \(erasure.visitsKept)."
                + until(erasure.keyBackupsUntil)
        }
        throw CommandFailure(.data, "\(file) is no certificate of an erasure.")
    }

    private static func judge(
        _ certificate: some SignedStatement,
        _ file: String,
        _ publicKey: String?,
        _ subject: String,
        _ erased: Timestamp
    ) throws -> String {
        let signer = publicKey?.lowercased() ?? certificate.publicKey
        guard certificate.isTrue(publicKey: signer) else {
            throw CommandFailure(.data, "\(file) was changed, or signed by somebody else.")
        }
        return """
            Signed by \(signer)\(publicKey == nil ? "; compare it with the clinic's own." : ".")
            \(subject) has been erased since \(erased.rfc3339).
            """
    }

    private static func until(_ time: Timestamp) -> String {
        "\nCopies of the key file may still open it until \(time.rfc3339)."
    }
}
