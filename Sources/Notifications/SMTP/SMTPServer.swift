import Foundation

/// Where mail is handed over, and as whom.
///
/// It prints without its password.
package struct SMTPServer: Hashable, Sendable, CustomStringConvertible {
    /// How the connection is protected.
    package enum Security: Hashable, Sendable {
        /// TLS from the first byte (RFC 8314).
        case implicit
        /// TLS after `STARTTLS` (RFC 3207); a server that doesn't offer it gets nothing.
        case startTLS
        /// None: for a server on the same machine.
        case none
    }

    package struct Credentials: Hashable, Sendable, CustomStringConvertible {
        package let user: String
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        package var description: String { "<redacted>" }
    }

    package let host: String
    package let port: Int
    package let security: Security
    package let credentials: Credentials?

    package init(host: String, port: Int, security: Security, credentials: Credentials? = nil) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
    }

    package var description: String { "\(host):\(port)" }
}

extension SMTPServer {
    /// Reads `smtps://user:password@host:465`, `smtp://…:587` (with STARTTLS) or `smtp+plain://…:25`.
    ///
    /// Nothing for anything else, and for a password that would cross the network in the clear.
    package init?(url text: String) {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty,
            url.path.isEmpty || url.path == "/", url.query == nil, url.fragment == nil
        else { return nil }
        switch url.scheme {
        case "smtps": security = .implicit
        case "smtp": security = .startTLS
        case "smtp+plain": security = .none
        default: return nil
        }
        self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        port = url.port ?? security.port
        guard (1...65_535).contains(port), url.password == nil || url.user?.isEmpty == false else { return nil }
        credentials = url.user.map { Credentials(user: $0, password: url.password ?? "") }
        if security == .none, credentials != nil, !isThisMachine { return nil }
    }

    private var isThisMachine: Bool {
        host == "localhost" || host == "::1" || host.wholeMatch(of: #/127(\.\d{1,3}){3}/#) != nil
    }
}

extension SMTPServer.Security {
    fileprivate var port: Int {
        switch self {
        case .implicit: 465
        case .startTLS: 587
        case .none: 25
        }
    }
}
