/// Where a page came from (RFC 6454): scheme, host and port.
struct Origin: Hashable, Sendable {
    enum Scheme: String, Sendable {
        case http, https

        var port: UInt16 {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    let scheme: Scheme
    let host: HostName
    let port: UInt16

    /// The origin of pages that come from this authority.
    init(_ scheme: Scheme, _ authority: Authority) {
        self.scheme = scheme
        host = authority.host
        port = authority.port ?? scheme.port
    }

    /// Reads an origin as browsers write it; nothing for `null` and for schemes that the hub does not speak.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let scheme = Scheme(rawValue: parts[0].lowercased()),
            let authority = Authority(parts[1])
        else { return nil }
        self.init(scheme, authority)
    }
}

/// The origins of pages that may act on the hub, beside its own.
package struct TrustedOrigins: Hashable, Sendable {
    private enum Pattern: Hashable {
        case exactly(Origin)
        /// All hosts below the one of the origin.
        case below(Origin)

        init?(_ text: some StringProtocol) {
            if let star = text.firstRange(of: "://*.") {
                guard let origin = Origin(text[..<star.lowerBound] + "://" + text[star.upperBound...]) else {
                    return nil
                }
                self = .below(origin)
            } else {
                guard let origin = Origin(text) else { return nil }
                self = .exactly(origin)
            }
        }
    }

    private let patterns: [Pattern]

    /// None.
    package init() {
        patterns = []
    }

    /// Reads a list of origins separated by commas, as Django does: `https://*.example.org` means all below that name.
    ///
    /// Nothing if an entry is no origin.
    package init?(_ list: String) {
        let entries = list.entries
        patterns = entries.compactMap { Pattern($0) }
        guard patterns.count == entries.count else { return nil }
    }

    func contain(_ origin: Origin) -> Bool {
        patterns.contains { pattern in
            switch pattern {
            case .exactly(let trusted): origin == trusted
            case .below(let parent): Self.isBelow(origin, parent)
            }
        }
    }

    private static func isBelow(_ origin: Origin, _ parent: Origin) -> Bool {
        guard case .name(let name) = origin.host, case .name(let domain) = parent.host else { return false }
        return origin.scheme == parent.scheme && origin.port == parent.port && name.hasSuffix(".\(domain)")
    }
}
