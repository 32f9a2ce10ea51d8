import Core
import Foundation
import TestKit
import Testing

@testable import Notifications

@Suite struct MailFolderTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/laso-mail-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test func aMailIsOneWholeFileForThisAccountAlone() async throws {
        try await withFolder { folder in
            let box = MailFolder(path: folder, sender: Examples.sender, clocks: TestClocks())
            let mail = Examples.mail()
            try await box.send(mail)
            try await box.send(mail)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names.count == 2)
            #expect(names.allSatisfy { $0.hasSuffix(".eml") && !$0.contains("ines") })
            let attributes = try FileManager.default.attributesOfItem(atPath: folder)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
            for name in names {
                let file = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
                #expect(file[.posixPermissions] as? Int == 0o600)
            }
        }
    }

    @Test func theTextComesBackFromTheFile() async throws {
        try await withFolder { folder in
            let mail = Examples.mail(subject: "Grüße")
            let box = MailFolder(path: folder, sender: Examples.sender, clocks: TestClocks())
            try await box.send(mail)
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
            #expect(parts[0].contains("To: ines@clinic.example\r\n"))
            #expect(parts[0].contains("Subject: =?utf-8?B?"))
            #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
            let body = try #require(Data(base64Encoded: String(parts[1].replacing("\r\n", with: ""))))
            #expect(String(decoding: body, as: UTF8.self) == mail.text)
        }
    }

    @Test func aFolderThatCannotBeMadeIsAnErrorThatNamesNobody() async throws {
        let box = MailFolder(path: "/dev/null/mail", sender: Examples.sender, clocks: TestClocks())
        let mail = Examples.mail()
        let error = await #expect(throws: MailError.self) { try await box.send(mail) }
        #expect(error?.reason.contains("ines") == false)
        #expect("\(mail)" == "<redacted>")
    }
}
