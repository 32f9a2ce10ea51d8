import ArgumentParser
import Core
import Foundation

/// Erases a person, through the running hub's local socket if there is one.
struct UserEraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase a person for ever: name, address, sign-ins, and the visits that they were the patient of.",
        discussion: """
            Refused while a visit of theirs is to come or is not over, while a legal hold keeps one, and for the last \
            administrator. Ids, times and roles stay, and the journal still verifies. To keep somebody out, and their \
            visits as they are, use `hub user disable`.
            """
    )

    @Argument(help: "The e-mail address or the id.")
    var person: String

    @Option(help: "A new file for the certificate, which says until when copies of the key may be left.")
    var certificate: String?

    func validate() throws {
        guard let certificate, FileManager.default.fileExists(atPath: certificate) else { return }
        throw ValidationError("\(certificate) is there already.")
    }

    func run() async throws {
        try await reportingFailure {
            let request = AdministrationRequest.eraseUser(.init(person: person))
            let answer = try await Administration.perform(request, try HubConfiguration.read())
            guard let signed = answer.personCertificate else { return }
            if let certificate { try CertificateFile.write(signed, to: certificate) }
            let erasure = signed.erasure
            Terminal.say(
                """
                \(erasure.person) has been erased since \(erasure.erased.rfc3339), with \(erasure.visitsErased) visits.
                \(erasure.visitsKept) visits of other patients still name them; each goes with its own content.
                Copies of the key file that were made before still have the key. They have to be destroyed when their \
                retention ends (by \(erasure.keyBackupsUntil.rfc3339)); until then, restore only with the present key file.
                """
            )
        }
    }
}
