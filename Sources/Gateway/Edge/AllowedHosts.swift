/// By which names the hub answers.
///
/// A browser that was led to the hub's address by another name (DNS rebinding) would take the hub for that other site.
package struct AllowedHosts: Hashable, Sendable {
    private enum Pattern: Hashable {
        case any
        case exactly(HostName)
        /// The name behind the dot, and all below it.
        case domain(String)

        init?(_ text: some StringProtocol) {
            if text == "*" {
                self = .any
            } else if text.hasPrefix(".") {
                guard case .name(let name) = HostName(text.dropFirst()) else { return nil }
                self = .domain(name)
            } else {
                guard let host = HostName(text) else { return nil }
                self = .exactly(host)
            }
        }
    }

    /// Answers by any name.
    package static let any = AllowedHosts(patterns: [.any])

    private let patterns: [Pattern]

    private init(patterns: [Pattern]) {
        self.patterns = patterns
    }

    /// Reads a list of names separated by commas, as Django does: `.example.org` means that name and all below it, `*` any.
    ///
    /// Ports are not part of it. Nothing if an entry is no name, or the list is empty.
    package init?(_ list: String) {
        let entries = list.entries
        patterns = entries.compactMap { Pattern($0) }
        guard !entries.isEmpty, patterns.count == entries.count else { return nil }
    }

    /// Names of this machine as seen from itself, and the address that it listens on.
    package static func local(and host: String) -> AllowedHosts {
        let names = ["localhost", "127.0.0.1", "[::1]", host, "[\(host)]"]
        return AllowedHosts(patterns: names.compactMap { HostName($0).map { .exactly($0) } })
    }

    package var isAny: Bool { patterns.contains(.any) }

    func contain(_ host: HostName) -> Bool {
        patterns.contains { pattern in
            switch pattern {
            case .any: true
            case .exactly(let allowed): host == allowed
            case .domain(let domain):
                switch host {
                case .name(let name): name == domain || name.hasSuffix(".\(domain)")
                case .ipv6: false
                }
            }
        }
    }
}
