import Auth
import Core
import Hummingbird

extension DoctorRoutes {
    /// Doctors that are looked at for one list.
    private static let doctorsMax = 5000
    static let searchBytes = 1...200

    /// Those who can be booked, by name.
    ///
    /// Names are the directory's and sealed, so they are compared here and not in the database.
    func page(_ request: Request) async throws -> ListPage<DoctorItem> {
        var reader = QueryReader(request)
        let page = PageQuery(&reader, orderings: ["name"])
        let search = reader.text("search", bytes: Self.searchBytes).map(SearchWords.init)
        let specialty = reader.text("specialty", bytes: Self.searchBytes)?.lowercased()
        try reader.finish()
        var found: [DoctorItem] = []
        for profile in try await services.catalog.doctors(limit: Self.doctorsMax) {
            if let specialty, !profile.specialties.contains(where: { $0.lowercased() == specialty }) { continue }
            guard let user = try await dependencies.users.user(profile.doctor), user.role == .doctor, !user.isDisabled
            else { continue }
            if let search, !search.match([user.name.value ?? ""] + profile.specialties) { continue }
            found.append(DoctorItem(user, profile))
        }
        found.sort { ($0.name ?? "", $0.id) < ($1.name ?? "", $1.id) }
        if page.isDescending { found.reverse() }
        return try ListPage(Array(found.dropFirst(page.offset).prefix(page.pageSize)), count: found.count, page)
    }
}

/// What somebody types to find somebody: each word is the beginning of a word of what is looked at.
struct SearchWords {
    private let words: [Substring]

    init(_ text: String) {
        words = Self.words(of: text)
    }

    func match(_ texts: [String]) -> Bool {
        let found = texts.flatMap(Self.words)
        return words.allSatisfy { word in found.contains { $0.hasPrefix(word) } }
    }

    private static func words(of text: String) -> [Substring] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }
    }
}
