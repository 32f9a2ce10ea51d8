import Gateway

/// One limit of the hub: as much as it allows works, one more has the documented answer, and nothing else changes.
///
/// `docs/limits.md` has a row for each `id`, and each setting of the hub's limits is in at least one row.
struct LimitCase: Sendable, CustomStringConvertible {
    /// What is one too much: does it, and checks the answer.
    typealias OneMore = () async throws -> Void

    let id: String
    /// By their names without `LASO_LIMIT_`.
    let settings: [String: String]
    /// As what reaching it is counted; `nil` where nothing counts it.
    let counted: LimitName?
    /// Without a proxy: the connections themselves are counted by their address.
    let isDirect: Bool
    /// Whether one more changes the consultation, because it is not refused.
    let changesView: Bool
    /// Does exactly as much as is allowed.
    let play: @Sendable (LimitStage) async throws -> OneMore

    init(
        _ id: String,
        _ settings: [String: String] = [:],
        counted: LimitName? = nil,
        isDirect: Bool = false,
        changesView: Bool = false,
        _ play: @escaping @Sendable (LimitStage) async throws -> OneMore
    ) {
        self.id = id
        self.settings = settings
        self.counted = counted
        self.isDirect = isDirect
        self.changesView = changesView
        self.play = play
    }

    var description: String { id }

    static let all = connections + rates + messages + requests + consultations + rest
}
