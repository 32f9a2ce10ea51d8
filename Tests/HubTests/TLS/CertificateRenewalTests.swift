import Foundation
import Gateway
import NIOSSL
import TestKit
import Testing

@testable import Gateway
@testable import Hub

/// What becomes of certificate files that change.
@Suite struct CertificateRenewalTests {
    @Test func aNewPairIsShown() async throws {
        try await withTLS { tls, files in
            let old = tls.certificates.context
            try files.write(TestCertificate())
            await tls.renewal.look()
            #expect(tls.certificates.context !== old)
        }
    }

    @Test func thePairStaysWhileItsFilesHoldTheSame() async throws {
        try await withTLS { tls, files in
            let old = tls.certificates.context
            await tls.renewal.look()
            #expect(tls.certificates.context === old)
        }
    }

    @Test func aBadPairIsNotShownUntilItIsWhole() async throws {
        try await withTLS { tls, files in
            let old = tls.certificates.context
            let new = try TestCertificate()
            try files.write(chain: new.chain)
            for asked in [false, true] {
                await tls.renewal.look(asked: asked)
                #expect(tls.certificates.context === old)
            }
            try files.write(new)
            await tls.renewal.look()
            #expect(tls.certificates.context !== old)
        }
    }

    @Test func missingFilesChangeNothing() async throws {
        try await withTLS { tls, files in
            let old = tls.certificates.context
            try FileManager.default.removeItem(atPath: files.key)
            await tls.renewal.look(asked: true)
            #expect(tls.certificates.context === old)
        }
    }

    @Test func everyFaultIsNamedWithItsSetting() async throws {
        try await withTemporaryFolder { folder in
            let files = CertificateFiles(folder: folder)
            #expect(fault(of: files)?.hasPrefix("LASO_TLS_CERTIFICATE: \(files.chain) can't be read") == true)
            try files.write(TestCertificate())
            #expect(fault(of: files) == nil)
            try files.write(chain: TestCertificate().chain)
            #expect(fault(of: files)?.hasPrefix("LASO_TLS_KEY: \(files.key) is not the key") == true)
            try files.write(chain: "nothing")
            #expect(fault(of: files)?.hasPrefix("LASO_TLS_CERTIFICATE: \(files.chain) is no chain") == true)
        }
    }

    private func fault(of files: CertificateFiles) -> String? {
        do throws(CommandFailure) {
            _ = try files.pair(of: files.read())
            return nil
        } catch {
            return error.kind == .configuration ? error.description : nil
        }
    }

    private func withTLS(_ body: (TLSParts, CertificateFiles) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let files = CertificateFiles(folder: folder)
            try files.write(TestCertificate())
            try await body(TLSParts(files, logger: .silent), files)
        }
    }
}
