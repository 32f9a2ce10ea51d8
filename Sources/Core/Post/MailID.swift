package import FoundationEssentials

/// Names one mail to one person.
///
/// It is made from the entry that the mail follows from, its kind and the recipient, so that the mail has the same id
/// whoever works it out, and however often it is sent.
package struct MailID: Identifier {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }
}
