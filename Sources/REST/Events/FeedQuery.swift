import Core
import Hummingbird

/// The query of the installation's feed.
struct FeedQuery: Hashable {
    /// Where somebody begins.
    enum Place: Hashable {
        case beginning
        case after(FeedCursor)
        /// What happens from now on.
        case end
    }

    static let limits = 1...500
    static let limitDefault = 100
    static let latest = "latest"
    static let example = "0190a6c0-5b2a-7c31-9d5e-3f0a1b2c3d4e.42"

    let place: Place
    let limit: Int
    /// `nil` for all.
    let types: Set<NoticeType>?

    /// Throws `FieldProblems`.
    init(_ request: Request) throws {
        var reader = QueryReader(request)
        let problem = "Must be a cursor that this feed gave out, or \(Self.latest)."
        place =
            reader.value("after", else: problem) { text in
                text == Self.latest ? .end : FeedCursor(text).map(Place.after)
            } ?? .beginning
        limit = reader.number("limit", in: Self.limits) ?? Self.limitDefault
        types = reader.value("types", else: "Must be types of events, separated by commas.") { text in
            let names = text.split(separator: ",", omittingEmptySubsequences: false)
            let types = names.compactMap { NoticeType(name: String($0)) }
            return types.count == names.count ? Set(types) : nil
        }
        try reader.finish()
    }
}
