import Foundation
import Gateway

extension HubConfiguration {
    /// What works, but is probably not meant, where the system lets the hub have so many files open.
    func warnings(openFiles: Int) -> [String] {
        var warnings: [String] = []
        if !isLoopbackOnly, certificate == nil, trustedProxies.isEmpty {
            warnings.append(
                "Others can reach \(host), and nothing is encrypted: set LASO_TLS_CERTIFICATE and LASO_TLS_KEY, or "
                    + "name the proxy that does it in LASO_TRUSTED_PROXIES."
            )
        }
        if edge.hosts.isAny {
            warnings.append(
                "ALLOWED_HOSTS has *, so the hub answers by any name, also one that leads a browser astray."
            )
        }
        if let key = certificate?.key, Self.isReadableForAll(key) {
            warnings.append("Every account of this machine can read \(key). Close it with: chmod o= \(key)")
        }
        var fitted = self
        if let connections = fitted.fit(openFiles: openFiles) {
            warnings.append(
                "LASO_LIMIT_CONNECTIONS is \(server.limits.connectionsMax), but the system allows \(openFiles) open "
                    + "files, so there will be at most \(connections) connections (ulimit -n, or LimitNOFILE of systemd)."
            )
        }
        return warnings
    }

    private static func isReadableForAll(_ path: String) -> Bool {
        // A file that can't be looked at is the business of whoever reads it.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.posixPermissions] as? Int ?? 0) & 0o004 != 0
    }
}
