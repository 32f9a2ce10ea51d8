import ArgumentParser
import Core
import Foundation

/// Erases a consultation by destroying its key.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase what was said in a consultation that is over, by destroying its key.",
        discussion: """
            Works through the hub that runs with the same LASO_DATA_DIR, if one does. The journal keeps who was there \
            and when, and still verifies; names, the title, chat and notes can't be read any more.
            """
    )

    @Argument(help: "The consultation's id.")
    var consultation: String

    @Option(help: "A new file for the certificate, which says until when copies of the key may be left.")
    var certificate: String?

    func validate() throws {
        guard let certificate, FileManager.default.fileExists(atPath: certificate) else { return }
        throw ValidationError("\(certificate) is there already.")
    }

    func run() async throws {
        try await reportingFailure {
            let configuration = try HubConfiguration.read()
            let request = AdministrationRequest.erase(.init(consultation: consultation))
            let answer = try await Administration.perform(request, configuration)
            if let certificate, let signed = answer.certificate {
                try CertificateFile.write(signed, to: certificate)
            }
            let until = answer.certificate.map { " (by \($0.erasure.keyBackupsUntil.rfc3339))" } ?? ""
            Terminal.say(
                """
                Consultation \(consultation) has been erased since \(answer.detail ?? "now"): its key is destroyed.
                Copies of the key file that were made before still have the key. They have to be destroyed when their \
                retention ends\(until); until then, restore only with the present key file.
                """
            )
        }
    }
}
