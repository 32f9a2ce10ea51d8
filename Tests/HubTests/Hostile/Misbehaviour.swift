/// One way to be a bad client, and what the hub does about it.
///
/// `docs/hostile-clients.md` has the same list.
struct Misbehaviour: Sendable {
    let name: String
    /// Anything else is a fault of the hub.
    let outcomes: Set<Outcome>
    /// Whether it comes again while the others are there.
    let repeats: Bool
    /// Needs a new connection every time; returns what became of it.
    let act: @Sendable (HostileGuest) async throws -> Outcome

    init(
        _ name: String,
        _ outcomes: Outcome...,
        repeats: Bool = true,
        act: @escaping @Sendable (HostileGuest) async throws -> Outcome
    ) {
        self.name = name
        self.outcomes = Set(outcomes)
        self.repeats = repeats
        self.act = act
    }

    static let all = slow + broken + lying + flooding + overHTTP
}
