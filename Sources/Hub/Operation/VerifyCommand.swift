import ArgumentParser
import Core
import Foundation
import Persistence

/// Judges stored data without changing it.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that the journal, or a backup or an exported consultation, is whole and unaltered.",
        discussion: "Changes nothing, and works while the hub runs. Exits with 65 if anything is found."
    )

    @Option(help: "Judge the backup in this folder instead, with the installation's keys or those of --keys.")
    var backup: String?

    @Option(help: "The copy of the key file that belongs to the backup.")
    var keys: String?

    @Option(help: "Judge a consultation that `hub export` wrote; needs neither the installation nor SECRET_KEY.")
    var bundle: String?

    @Option(
        help: "Judge a certificate of `hub erase` or `hub user erase`; needs neither the installation nor SECRET_KEY."
    )
    var certificate: String?

    @Option(help: "The key that has to have signed the bundle or the certificate, as `hub export` printed it.")
    var publicKey: String?

    func validate() throws {
        guard bundle == nil || (backup == nil && keys == nil) else {
            throw ValidationError("--bundle goes alone.")
        }
        guard certificate == nil || (bundle == nil && backup == nil && keys == nil) else {
            throw ValidationError("--certificate goes alone.")
        }
        guard publicKey == nil || bundle != nil || certificate != nil else {
            throw ValidationError("--public-key goes with --bundle or --certificate.")
        }
    }

    func run() async throws {
        try await reportingFailure {
            if let bundle {
                try judgeBundle(bundle)
            } else if let certificate {
                Terminal.say(try CertificateFile.judge(certificate, publicKey: publicKey))
            } else {
                try judgeStore()
            }
        }
    }

    private func judgeBundle(_ file: String) throws {
        let summary = try ConsultationBundle.check(file, publicKey: publicKey, wording: Replay.words)
        Terminal.say("Consultation \(summary.consultation): \(summary.entries) entries, whole and unaltered.")
        if summary.isErased { Terminal.say("Its content was erased before the export.") }
        Terminal.say("Signed by \(summary.publicKey)\(publicKey == nil ? "; compare it with the clinic's own." : ".")")
    }

    private func judgeStore() throws {
        let configuration = try HubConfiguration.read()
        try configuration.folder.check()
        let present = configuration.storePaths
        let report = try StoreVerifier.verify(
            backup.map { StorePaths(folder: $0) } ?? present,
            keys: keys.map { $0 + "/keys.sqlite" } ?? present.keys,
            master: try configuration.requiredMasterKey(),
            replay: Replay.check
        )
        Terminal.say(
            """
            \(report.entries) entries of \(report.entities) entities, \(report.snapshots) snapshots, \
            \(report.keys) keys, \(report.erasures) erasures, \(report.checkpoints) checkpoints.
            """
        )
        guard report.isClean else {
            for finding in report.findings { Terminal.say("✘ \(finding)") }
            throw CommandFailure(.data, "\(report.findingCount) things are not as they should be.")
        }
        Terminal.say(
            report.provedPosition == 0
                ? "Everything is whole; there is no checkpoint yet that proves it."
                : "Everything is whole; up to position \(report.provedPosition) a signed checkpoint proves it."
        )
    }
}
