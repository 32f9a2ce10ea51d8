/// An event as it goes to disk: its kind and version, the fields that stay readable for ever, and those that are sealed.
package struct StoredContent: Hashable, Sendable {
    package let kind: UInt16
    package let version: UInt16
    /// Status, times, ids, seats: an erased consultation still loads from these.
    package let open: [UInt8]
    /// What names or describes a person.
    ///
    /// `nil` where the event has nothing of the kind, or where it was erased.
    package let personal: [UInt8]?

    package init(kind: UInt16, version: UInt16, open: [UInt8], personal: [UInt8]?) {
        self.kind = kind
        self.version = version
        self.open = open
        self.personal = personal
    }

    /// The same event after its key was destroyed.
    package var erased: StoredContent { StoredContent(kind: kind, version: version, open: open, personal: nil) }
}

/// An event of some entity that knows its storage encoding.
///
/// Kinds and versions are for ever: an old version is lifted when it is read, and replay never judges it again.
package protocol StoredEvent: Hashable, Sendable {
    /// Encodes in the newest version.
    func stored() -> StoredContent

    /// Decodes any version that was ever written.
    init(_ stored: StoredContent) throws(StorageError)
}
