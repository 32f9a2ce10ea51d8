package import Core

extension Store {
    /// Destroys the keys of addresses in the audit, of all months that were over before a time.
    ///
    /// Their rows stay as they are, without an address, and still verify. A copy of the key file that was made before still has
    /// the keys. Returns how many months there were.
    package func forgetAddresses(before time: Timestamp, at now: Timestamp) throws(KeyStoreError) -> Int {
        do {
            let due = try keys.ids(of: .audit).filter { $0.isOfAuditMonth(before: time) }
            for id in due { _ = try keys.destroy(id, at: now) }
            return due.count
        } catch {
            if error.isFatal { journal.fail(StoreError(error, file: paths.keys)) }
            throw error
        }
    }
}
