package import FoundationEssentials

/// Names one sign-in of a person, in one browser or program, from the password to its end.
package struct SessionID: Identifier {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }
}
