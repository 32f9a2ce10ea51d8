package import Core
import Foundation

/// Hands mail over to a folder: one file for each, in the form in which mail travels (RFC 5322).
///
/// A mail program of the machine takes it from there; in development one opens it. A file has its name only once it is
/// whole. The folder is closed to other accounts, because what the mails say opens accounts.
package actor MailFolder: Mailer {
    private let path: String
    private let sender: MailSender
    private let clocks: any Clocks

    package init(path: String, sender: MailSender, clocks: any Clocks) {
        self.path = path
        self.sender = sender
        self.clocks = clocks
    }

    package func send(_ mail: Mail) throws(MailError) {
        let time = clocks.now()
        let message = MailMessage(mail, from: sender, at: time)
        do {
            let manager = FileManager.default
            let folder = [FileAttributeKey.posixPermissions: 0o700]
            try manager.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: folder)
            let name = "\(path)/\(time.milliseconds)-\(UUID().uuidString.lowercased())"
            let file = [FileAttributeKey.posixPermissions: 0o600]
            guard manager.createFile(atPath: name + ".new", contents: Data(message.text.utf8), attributes: file) else {
                throw MailError(reason: "The mail folder can't be written.")
            }
            try manager.moveItem(atPath: name + ".new", toPath: name + ".eml")
        } catch {
            throw MailError(reason: "The mail folder can't be written.")
        }
    }
}
