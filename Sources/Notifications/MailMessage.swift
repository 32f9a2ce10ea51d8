import Core
import Foundation

/// A mail in the form in which it travels (RFC 5322, RFC 2045): plain text in UTF-8, as Base64 so that no line is too long.
struct MailMessage {
    private static let lineLength = 76

    let text: String

    init(_ mail: Mail, from sender: String, at time: Timestamp, id: String) {
        let body = Data(mail.text.utf8).base64EncodedString()
        let lines = [
            "From: \(sender)", "To: \(mail.recipient.text)", "Subject: \(Self.encoded(mail.subject))",
            "Date: \(Self.date(time))", "Message-ID: <\(id)@laso-hub>", "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
        ]
        text = (lines + Self.folded(body)).map { $0 + "\r\n" }.joined()
    }

    /// Plain ASCII as it is, everything else as an encoded word (RFC 2047 section 2).
    private static func encoded(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return text }
        return "=?utf-8?B?\(Data(text.utf8).base64EncodedString())?="
    }

    private static func folded(_ text: String) -> [String] {
        let characters = Array(text)
        return stride(from: 0, to: characters.count, by: lineLength).map { start in
            String(characters[start..<min(start + lineLength, characters.count)])
        }
    }

    private static func date(_ time: Timestamp) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, d MMM yyyy HH:mm:ss Z"
        return formatter.string(from: Date(timeIntervalSince1970: Double(time.milliseconds) / 1000))
    }
}
