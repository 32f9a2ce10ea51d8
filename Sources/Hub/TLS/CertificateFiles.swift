import Foundation
import Gateway

/// Where the hub's certificate and its key are.
package struct CertificateFiles: Hashable, Sendable {
    /// What the files hold at one moment.
    struct Contents: Hashable, Sendable {
        let chain: Data
        let key: Data
    }

    /// Path of the PEM chain, the hub's own certificate first.
    package let chain: String
    /// Path of the PEM key.
    package let key: String

    package init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }

    /// Reads both; blocks while the disk does.
    func read() throws(CommandFailure) -> Contents {
        Contents(
            chain: try contents(chain, of: HubSettings.certificate.name),
            key: try contents(key, of: HubSettings.certificateKey.name)
        )
    }

    /// Makes what serves TLS; computes for some milliseconds.
    func pair(of contents: Contents) throws(CommandFailure) -> CertificatePair {
        do throws(CertificateFault) {
            return try CertificatePair(chain: Array(contents.chain), key: Array(contents.key))
        } catch {
            switch error {
            case .chainUnreadable:
                throw failure(HubSettings.certificate.name, chain, "is no chain of certificates in PEM")
            case .keyUnreadable:
                throw failure(HubSettings.certificateKey.name, key, "is no private key in PEM without a passphrase")
            case .keyDoesNotFit:
                throw failure(HubSettings.certificateKey.name, key, "is not the key of the certificate in \(chain)")
            }
        }
    }

    private func contents(_ path: String, of setting: String) throws(CommandFailure) -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw failure(setting, path, "can't be read")
        }
    }

    private func failure(_ setting: String, _ path: String, _ fault: String) -> CommandFailure {
        CommandFailure(.configuration, "\(setting): \(path) \(fault).")
    }
}
