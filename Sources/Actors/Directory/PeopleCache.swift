import Core

/// People whom somebody asked for lately.
struct PeopleCache {
    /// People that are kept; beyond it all are forgotten and read again.
    static let peopleMax = 4096

    private var byID: [PersonID: PersonRecord] = [:]
    private var byEmail: [EmailAddress: PersonID] = [:]

    func record(_ id: PersonID) -> PersonRecord? { byID[id] }

    func record(_ email: EmailAddress) -> PersonRecord? { byEmail[email].flatMap { byID[$0] } }

    mutating func keep(_ record: PersonRecord) {
        if byID.count >= Self.peopleMax { self = PeopleCache() }
        drop(record.user.id)
        byID[record.user.id] = record
        if let email = record.user.email.value { byEmail[email] = record.user.id }
    }

    mutating func drop(_ id: PersonID) {
        guard let email = byID.removeValue(forKey: id)?.user.email.value else { return }
        byEmail[email] = nil
    }
}
