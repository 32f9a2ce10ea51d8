import Foundation
import Logging
import TestKit

@testable import Hub

extension CertificateFiles {
    init(folder: String) {
        self.init(chain: folder + "/chain.pem", key: folder + "/key.pem")
    }

    func write(_ certificate: TestCertificate) throws {
        try write(chain: certificate.chain)
        try Data(certificate.key.utf8).write(to: URL(filePath: key))
    }

    func write(chain text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: chain))
    }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
