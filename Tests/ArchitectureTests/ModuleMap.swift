/// What one module under `Sources/` may import.
///
/// Anything else is a forbidden arrow.
struct ModuleRule: Sendable {
    let name: String
    /// Modules of this package.
    let siblings: [String]
    /// Modules of other packages.
    let frameworks: [String]
    /// Modules that come with the toolchain.
    let system: [String]

    init(_ name: String, siblings: [String], frameworks: [String] = [], system: [String] = []) {
        self.name = name
        self.siblings = siblings
        self.frameworks = frameworks
        self.system = system
    }

    func allows(_ module: String) -> Bool {
        siblings.contains(module) || frameworks.contains(module) || system.contains(module)
            || ModuleMap.everywhere.contains(module)
    }
}

/// Which module may import which: the arrows of `docs/architecture.md`, which shows the same table.
enum ModuleMap {
    /// Parts of the toolchain without input or output: any module may use them.
    static let everywhere = ["Swift", "FoundationEssentials", "Synchronization"]

    private static let operatingSystem = ["Darwin", "Glibc", "Musl"]

    static let rules = [
        ModuleRule(
            "Core",
            siblings: [],
            system: operatingSystem
        ),
        ModuleRule(
            "Wire",
            siblings: ["Core"],
            frameworks: ["NIOCore", "SwiftProtobuf"]
        ),
        ModuleRule(
            "Actors",
            siblings: ["Core", "Wire"],
            frameworks: ["DequeModule", "HeapModule"]
        ),
        ModuleRule(
            "Persistence",
            siblings: ["Core"],
            frameworks: ["Crypto", "GRDB", "GRDBSQLite"],
            system: operatingSystem + ["Dispatch", "Foundation"]
        ),
        ModuleRule(
            "Auth",
            siblings: ["Core"],
            frameworks: ["Crypto", "CryptoExtras", "DequeModule", "JWTKit", "NIOPosix"]
        ),
        ModuleRule(
            "Gateway",
            siblings: ["Actors", "Core", "Telemetry", "Wire"],
            frameworks: [
                "CoreMetrics", "Crypto", "DequeModule", "HTTPTypes", "HummingbirdCore", "HummingbirdHTTP2", "Logging",
                "NIOCore",
                "NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOSSL", "NIOTLS", "OrderedCollections",
                "ServiceLifecycle",
            ],
            system: operatingSystem
        ),
        ModuleRule(
            "REST",
            siblings: ["Actors", "Auth", "Core", "Wire"],
            frameworks: ["Crypto", "DequeModule", "HTTPTypes", "Hummingbird", "Logging", "NIOCore"]
        ),
        ModuleRule(
            "Notifications",
            siblings: ["Core"],
            frameworks: ["Crypto", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL"],
            system: operatingSystem + ["Foundation"]
        ),
        ModuleRule(
            "Telemetry",
            siblings: ["Core"],
            frameworks: ["CoreMetrics", "Logging", "Metrics"],
            system: operatingSystem
        ),
        ModuleRule(
            "Client",
            siblings: ["Wire"],
            frameworks: ["Crypto", "NIOCore", "NIOHTTP1", "NIOPosix"]
        ),
        ModuleRule(
            "Hub",
            siblings: [
                "Actors", "Auth", "Client", "Core", "Gateway", "Notifications", "Persistence", "REST", "Telemetry",
                "Wire",
            ],
            frameworks: [
                "ArgumentParser", "Configuration", "HTTPTypes", "Hummingbird", "Logging", "Metrics", "NIOCore",
                "NIOPosix", "NIOSSL",
                "ServiceLifecycle", "UnixSignals",
            ],
            system: operatingSystem + ["Foundation"]
        ),
        ModuleRule(
            "TestKit",
            siblings: ["Actors", "Core", "Persistence", "Wire"],
            frameworks: ["Crypto", "DequeModule", "NIOCore", "SwiftASN1", "X509"],
            system: ["Dispatch", "Foundation"]
        ),
    ]

    static func rule(for module: String) -> ModuleRule? {
        rules.first { $0.name == module }
    }

    /// The table of `docs/architecture.md`.
    static var table: String {
        let rows = rules.map { rule in
            "| `\(rule.name)` | \(list(rule.siblings)) | \(list(rule.frameworks)) |"
        }
        return (["| module | may import of ours | of other packages |", "|---|---|---|"] + rows)
            .joined(separator: "\n")
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "–" : names.map { "`\($0)`" }.joined(separator: ", ")
    }
}
