/// Whom mails come from.
package struct MailSender: Hashable, Sendable {
    /// The address, without a name.
    package let address: String
    /// What stands before it; `nil` for the address alone.
    package let name: String?

    package init(address: String, name: String? = nil) {
        self.address = address
        self.name = name
    }

    /// What Message-IDs, and the ids of calendar entries, end in.
    package var domain: String { address.split(separator: "@").last.map(String.init) ?? "localhost" }
}
