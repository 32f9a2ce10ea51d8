/// A key of 256 bits, for AES-GCM.
///
/// It prints as `<redacted>`.
package struct ContentKey: Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 32

    package let bytes: [UInt8]

    /// Nothing unless it has ``byteCount`` bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    package var description: String { "<redacted>" }
}

/// What is known of a key.
package enum KeyState: Hashable, Sendable {
    case present(ContentKey)
    /// What it sealed can't be read any more, since then.
    case destroyed(Timestamp)
    /// There never was one, or it was lost.
    case missing
}

/// Keys can't be had.
package struct KeyStoreError: Error, Hashable, Sendable {
    /// Safe to show.
    package let reason: String
    /// Whether the file or its disk can't be trusted any more, so that the process has to stop.
    package let isFatal: Bool

    package init(reason: String, isFatal: Bool = false) {
        self.reason = reason
        self.isFatal = isFatal
    }
}

/// Where the keys of sealed content are kept: apart from the content, so that destroying a key erases.
///
/// Every call may wait for a disk, so none is made on an event loop.
package protocol KeyStore: Sendable {
    /// What is known of a key.
    func state(of id: KeyID) throws(KeyStoreError) -> KeyState

    /// The keys of all these ids. Those that are missing are made, and durable before this returns. One that was destroyed
    /// is not in the answer, and is never made again.
    func provide(_ ids: Set<KeyID>) throws(KeyStoreError) -> [KeyID: ContentKey]

    /// Destroys a key for ever, durably. Returns since when it is destroyed: an earlier time if it was already.
    func destroy(_ id: KeyID, at time: Timestamp) throws(KeyStoreError) -> Timestamp
}
