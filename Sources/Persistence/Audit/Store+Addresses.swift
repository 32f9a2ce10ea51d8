package import Core

extension Store {
    /// Destroys the keys of addresses in the audit, of all months that were over so long ago.
    ///
    /// That is seen from the audit's newest entry, unless the clock is behind it: a clock that is ahead destroys nothing by itself, and
    /// the key of the month that is written in stays.
    package func forgetAddresses(olderThan retention: Duration, at now: Timestamp) async throws(StoreError) -> Int {
        do {
            let end = try await journal.auditEnd(.audit)
            guard end.seq > 0 else { return 0 }
            return try forgetAddresses(before: min(now, end.time) + (.zero - retention), at: now)
        } catch {
            throw StoreError(error, file: paths.keys)
        }
    }

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
