import Testing

/// A rule of RFC 6455, and how the hub is held to it: by cases that keep the rule and cases that break it, against the real
/// server over TCP.
///
/// `docs/rfc6455.md` shows all of them.
struct Rule: Sendable {
    enum Verdict: Sendable {
        /// By the cases of the rule.
        case cases([FrameCase], [HandshakeCase])
        /// By a test of its own, named as in the code.
        case test(String)
        /// Not offered, on purpose.
        case declined(String)
        /// Nothing that a server can keep or break.
        case notOurs(String)
    }

    /// The section, and a name: `5.1-masking`.
    let id: String
    let text: String
    let verdict: Verdict

    init(_ id: String, _ text: String, @CaseList<FrameCase> frames: () -> [FrameCase]) {
        self.init(id: id, text: text, verdict: .cases(frames().map { $0.of(id) }, []))
    }

    init(_ id: String, _ text: String, @CaseList<HandshakeCase> handshakes: () -> [HandshakeCase]) {
        self.init(id: id, text: text, verdict: .cases([], handshakes().map { $0.of(id) }))
    }

    init(_ id: String, _ text: String, _ verdict: Verdict) {
        self.init(id: id, text: text, verdict: verdict)
    }

    private init(id: String, text: String, verdict: Verdict) {
        self.id = id
        self.text = text
        self.verdict = verdict
    }

    var section: Substring { id.prefix { $0 != "-" } }

    static let all: [Rule] = [
        openingHandshake, masking, framing, lengths, fragmentation, controlFrames, text, closing, extensions, ofClients,
    ].flatMap(\.self)

    static var frameCases: [FrameCase] {
        all.flatMap { rule -> [FrameCase] in
            guard case .cases(let cases, _) = rule.verdict else { return [] }
            return cases
        }
    }

    static var handshakeCases: [HandshakeCase] {
        all.flatMap { rule -> [HandshakeCase] in
            guard case .cases(_, let cases) = rule.verdict else { return [] }
            return cases
        }
    }
}

/// Cases, one a line: so each is an expression of its own for the compiler, too.
@resultBuilder
enum CaseList<Case> {
    static func buildExpression(_ wireCase: Case) -> [Case] { [wireCase] }

    static func buildExpression(_ cases: [Case]) -> [Case] { cases }

    static func buildBlock(_ cases: [Case]...) -> [Case] { cases.flatMap(\.self) }
}

extension Rule {
    /// The table of `docs/rfc6455.md`.
    static var table: String {
        let rows = all.map { "| `\($0.id)` | \($0.text) | \($0.verdict) |" }
        return (["| rule | what it demands | verdict |", "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
    }
}

extension Rule.Verdict: CustomStringConvertible {
    var description: String {
        switch self {
        case .cases(let frames, let handshakes):
            let keeping = frames.count { $0.keeps } + handshakes.count { $0.keeps }
            let breaking = frames.count + handshakes.count - keeping
            let suite = frames.isEmpty ? "aHandshakeIsJudgedByTheRule" : "aStreamIsJudgedByTheRule"
            return "`\(suite)`: kept in \(keeping), broken in \(breaking)"
        case .test(let name): return "`\(name)`"
        case .declined(let reason): return "declined: \(reason)"
        case .notOurs(let reason): return "does not apply: \(reason)"
        }
    }
}
