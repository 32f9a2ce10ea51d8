import Core

/// Everything that mails say, in one language.
///
/// Names in braces are filled in.
struct MailWords: Sendable {
    /// What a mail about a visit says: one subject, and a sentence for each place to meet.
    struct Visit: Sendable {
        /// `{date}` is all that it tells: subjects are shown on locked screens.
        let subject: String
        /// `{other}` is the name of the other side.
        let virtual: String
        let inPerson: String

        func sentence(_ kind: BookingKind) -> String {
            switch kind {
            case .virtual: virtual
            case .inPerson: inPerson
            }
        }
    }

    /// What a mail about an account says.
    struct Letter: Sendable {
        let subject: String
        let text: String
        /// What comes after the link or the code.
        let ending: String
    }

    let greeting: String
    /// Where a name is not known any more.
    let somebody: String
    let when: String
    let length: String
    let minutes: String
    let place: String
    let online: String
    let clinic: String
    let toVisit: String
    let toSummary: String
    /// Before the link of a letter.
    let openPage: String
    /// Before the code, where the hub has no web client.
    let useCode: String
    let closing: String
    let calendarVirtual: String
    let calendarInPerson: String

    let invitation: Visit
    let change: Visit
    let cancellation: Visit
    /// The visit takes place without its reader.
    let sentAway: Visit
    let reminder: Visit
    let summary: Visit

    let registration: Letter
    /// For somebody who wants to register and is here already.
    let alreadyHere: Letter
    let reset: Letter
    let welcome: Letter
    /// For who is to have this address.
    let emailChange: Letter
    /// For who has had it.
    let emailNotice: Letter

    /// From Monday on.
    let weekdays: [String]
    let months: [String]
    /// `{weekday}`, `{day}`, `{month}`, `{year}`, `{time}` and `{zone}`.
    let moment: String
    let date: String

    func visit(_ item: MailItem) -> Visit? {
        switch item.kind {
        case .invitation: invitation
        case .change: change
        case .cancellation: item.isPersonal ? sentAway : cancellation
        case .reminder: reminder
        case .summary: summary
        case .registration, .reset, .welcome, .emailChange, .emailNotice: nil
        }
    }

    static func filled(_ text: String, _ values: [String: String]) -> String {
        // In one pass, so that braces in a name are not filled in themselves.
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            result += values[name] ?? ""
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
