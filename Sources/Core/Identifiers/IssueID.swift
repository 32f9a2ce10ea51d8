package import FoundationEssentials

/// Names one issue: made of its consultation and the `seq` of the event that reported it.
package struct IssueID: Identifier {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }
}
