import Core
import Foundation

/// A mail in the form in which it travels (RFC 5322, RFC 2045): each part in UTF-8, as Base64 so that no line is too long.
struct MailMessage {
    private static let lineLength = 76

    let text: String

    init(_ mail: Mail, from sender: MailSender, at time: Timestamp) {
        let from = sender.name.map { "\(HeaderText.phrase($0)) <\(sender.address)>" } ?? sender.address
        let fields = [
            "From: \(from)", "To: \(mail.recipient.text)", "Subject: \(HeaderText.unstructured(mail.subject))",
            "Date: \(Self.date(time))", "Message-ID: <\(mail.id)@\(sender.domain)>",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
        ]
        text = (fields + Self.body(mail)).map { $0 + "\r\n" }.joined()
    }

    /// The simplest part first, the one that says most last (RFC 2046 section 5.1.4).
    private static func body(_ mail: Mail) -> [String] {
        var parts = [part("text/plain; charset=utf-8", mail.text)]
        if let html = mail.html { parts.append(part("text/html; charset=utf-8", html)) }
        if let calendar = mail.calendar {
            parts.append(part("text/calendar; charset=utf-8; method=\(calendar.method)", calendar.text))
        }
        guard parts.count > 1 else { return parts[0] }
        // No line of Base64 begins like it.
        let boundary = "=_\(mail.id)"
        return ["Content-Type: multipart/alternative; boundary=\"\(boundary)\"", ""]
            + parts.flatMap { ["--\(boundary)"] + $0 } + ["--\(boundary)--"]
    }

    private static func part(_ type: String, _ text: String) -> [String] {
        ["Content-Type: \(type)", "Content-Transfer-Encoding: base64", ""]
            + folded(Data(text.utf8).base64EncodedString())
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
