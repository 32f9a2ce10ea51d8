package import FoundationEssentials

/// Names the key that personal content is sealed under: destroying it erases all of that content, wherever it is kept.
///
/// A consultation has one for all its entries, and its booking's texts go under the same. The directory has one for each
/// person, so that one can go alone.
package struct KeyID: Hashable, Sendable {
    /// What a key belongs to.
    ///
    /// Numbers are stored and never reused.
    package enum Owner: UInt8, Sendable, CaseIterable {
        case consultation = 1
        case directory = 2
        case person = 3
        case calendar = 4
        /// Addresses in the audit, of one month.
        case audit = 5
        /// One letter, until it is sent; its id is the letter's.
        case post = 6
        /// One webhook's address and secret.
        case webhook = 7
    }

    package let owner: Owner
    package let uuid: UUID

    package init(owner: Owner, uuid: UUID) {
        self.owner = owner
        self.uuid = uuid
    }

    /// The key of all entries of an entity that don't name another one.
    package init(_ entity: EntityID) {
        switch entity.kind {
        case .consultation: self.init(owner: .consultation, uuid: entity.uuid)
        case .directory: self.init(owner: .directory, uuid: entity.uuid)
        case .account: self.init(owner: .person, uuid: entity.uuid)
        case .calendar: self.init(owner: .calendar, uuid: entity.uuid)
        case .audit: self.init(owner: .audit, uuid: entity.uuid)
        case .post: self.init(owner: .post, uuid: entity.uuid)
        case .webhook: self.init(owner: .webhook, uuid: entity.uuid)
        }
    }

    /// The entity whose own key this is.
    ///
    /// An account has its person's key, so that both are erased together. All webhooks are one entity.
    package var entity: EntityID? {
        switch owner {
        case .consultation: EntityID(kind: .consultation, uuid: uuid)
        case .directory: EntityID(kind: .directory, uuid: uuid)
        case .calendar: EntityID(kind: .calendar, uuid: uuid)
        case .audit: EntityID(kind: .audit, uuid: uuid)
        case .webhook: .webhooks
        case .person: EntityID(kind: .account, uuid: uuid)
        // The post's own key seals nothing, and that of a letter is no entity's.
        case .post: nil
        }
    }

    /// The key of all that was written about a visit: its booking's texts and, once there is one, its consultation.
    package init(_ booking: BookingID) {
        self.init(owner: .consultation, uuid: booking.uuid)
    }

    /// The key of a letter that was not sent yet.
    package init(letter: UUID) {
        self.init(owner: .post, uuid: letter)
    }

    /// The key of a webhook's address and secret.
    package init(_ webhook: WebhookID) {
        self.init(owner: .webhook, uuid: webhook.uuid)
    }

    /// The key of what the directory and the account know of a person.
    package init(_ person: PersonID) {
        self.init(owner: .person, uuid: person.uuid)
    }
}
