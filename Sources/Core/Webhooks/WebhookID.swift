package import FoundationEssentials

/// Names one subscription of another system to notices.
package struct WebhookID: Identifier {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }
}
