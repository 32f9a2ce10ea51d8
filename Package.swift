// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// One module of the map in `docs/architecture.md`; `Tests/ArchitectureTests` holds the arrows against it.
func module(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdHTTP2 = Target.Dependency.product(name: "HummingbirdHTTP2", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioHTTPTypesHTTP2 = Target.Dependency.product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")

let package = Package(
    name: "laso-hub",
    products: [
        .executable(name: "hub", targets: ["Hub"]),
        .executable(name: "loadtest", targets: ["LoadTest"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        module("Core", []),
        module("Wire", ["Core", nioCore, protobuf], exclude: ["Schema"]),
        module("Actors", ["Core", "Wire", deque, heap]),
        module("Persistence", ["Core", crypto, grdb, sqlite]),
        module("Auth", ["Core", crypto, cryptoExtras, deque, jwt, nioPosix]),
        module(
            "Gateway",
            [
                "Actors", "Core", "Telemetry", "Wire", coreMetrics, deque, nioCore, nioHTTP1, nioHTTPTypes,
                nioHTTPTypesHTTP1, httpTypes,
                hummingbirdCore, hummingbirdHTTP2, lifecycle, logging, crypto, nioSSL, nioTLS, orderedCollections,
            ]
        ),
        module("REST", ["Actors", "Auth", "Core", "Wire", crypto, deque, hummingbird, logging, nioCore]),
        module("Notifications", ["Core", crypto, nioCore, nioHTTP1, nioPosix, nioSSL]),
        module("Telemetry", ["Core", coreMetrics, logging, metrics]),
        module("Client", ["Wire", nioCore, nioPosix, nioHTTP1, crypto]),
        .executableTarget(
            name: "Hub",
            dependencies: [
                "Actors", "Auth", "Client", "Core", "Gateway", "Notifications", "Persistence", "REST", "Telemetry",
                "Wire",
                arguments, configuration, httpTypes, hummingbird, lifecycle, logging, metrics, nioCore, nioPosix,
                nioSSL,
                unixSignals,
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "CPowerCut",
            path: "Tests/CPowerCut",
            linkerSettings: [.linkedLibrary("sqlite3")]
        ),
        module("TestKit", ["Actors", "Core", "Persistence", "Wire", asn1, crypto, deque, nioCore, x509]),
        tests("CoreTests", ["Core", "TestKit"]),
        tests("WireTests", ["Core", "TestKit", "Wire", nioCore, protobuf]),
        tests("ActorsTests", ["Actors", "Core", "Persistence", "TestKit", "Wire", nioCore, protobuf]),
        tests("PersistenceTests", ["Actors", "Core", "CPowerCut", "Persistence", "TestKit", grdb]),
        tests("AuthTests", ["Auth", "Core", "TestKit"]),
        tests("NotificationsTests", ["Core", "Notifications", "TestKit", nioCore, nioHTTP1, nioPosix, nioSSL]),
        tests("TelemetryTests", ["Core", "Telemetry", "TestKit", coreMetrics, logging, metrics]),
        tests("ClientTests", ["Client", "Wire", nioCore, nioHTTP1, nioPosix, protobuf]),
        tests(
            "GatewayTests",
            [
                "Actors", "Core", "Gateway", "Telemetry", "TestKit", "Wire", hummingbird, hummingbirdCore, httpTypes,
                lifecycle,
                logging, nioCore, nioEmbedded, nioHTTP1, nioHTTP2, nioHTTPTypes, nioHTTPTypesHTTP2, nioPosix, nioSSL,
            ]
        ),
        tests(
            "RESTTests",
            [
                "Actors", "Auth", "Core", "Notifications", "Persistence", "REST", "TestKit", hummingbird,
                hummingbirdTesting,
            ]
        ),
        tests(
            "HubTests",
            [
                "Actors", "Auth", "CPowerCut", "Client", "Core", "Gateway", "Hub", "Notifications", "Persistence",
                "REST",
                "TestKit", "Wire",
                httpTypes, logging, nioCore, nioPosix, nioSSL, protobuf,
            ]
        ),
        .target(
            name: "FuzzTargets",
            dependencies: ["Actors", "Core", "Wire", nioCore, protobuf],
            path: "fuzz/Targets",
            swiftSettings: swiftSettings
        ),
        tests("FuzzTests", ["Actors", "Core", "FuzzTargets", "TestKit", "Wire", nioCore, protobuf]),
        .target(
            name: "BenchBodies",
            dependencies: ["Actors", "Core", "Wire", deque, nioCore, protobuf],
            path: "benchmarks/Bodies",
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "CountedBench",
            dependencies: ["BenchBodies"],
            path: "benchmarks/counts/Program",
            swiftSettings: swiftSettings
        ),
        tests("BenchTests", ["BenchBodies"]),
        .target(
            name: "LoadTestKit",
            dependencies: ["Wire", deque, heap, histogram, nioCore, nioHTTP1, nioPosix, protobuf, yams],
            path: "loadtest/Kit",
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "LoadTest",
            dependencies: ["LoadTestKit", arguments],
            path: "loadtest/Command",
            swiftSettings: swiftSettings
        ),
        tests("LoadTestTests", ["LoadTestKit", "Wire", nioCore, nioHTTP1, nioPosix, protobuf]),
        tests("ArchitectureTests", []),
    ]
)

// The program around libFuzzer has no `main` of its own, so only `scripts/fuzz.sh` and `fuzz-coverage.sh` ask for these.
if Context.environment["LASO_FUZZ"] == "1" {
    package.targets += ["Fuzz": "Runner", "Replay": "Replay"].map { name, folder in
        .executableTarget(
            name: name,
            dependencies: ["FuzzTargets"],
            path: "fuzz/\(folder)",
            swiftSettings: swiftSettings
        )
    }
}

// Only `./run.sh bench suites` asks for these, so that nobody else needs the benchmark package.
if Context.environment["LASO_BENCHMARK"] == "1" {
    package.dependencies.append(.package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []))
    package.targets.append(
        .executableTarget(
            name: "HubSuites",
            dependencies: [
                "Actors", "BenchBodies", "Core", "Persistence", .product(name: "Benchmark", package: "benchmark"),
            ],
            // The package looks for a folder of this name.
            path: "benchmarks/suites/Benchmarks/HubSuites",
            swiftSettings: swiftSettings,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    )
}

// Built for measuring only: `./run.sh bench journal`.
if Context.environment["LASO_JOURNAL_BENCHMARK"] == "1" {
    package.targets.append(
        .executableTarget(
            name: "journal-benchmark",
            dependencies: [
                "Actors", "Auth", "Client", "Core", "Gateway", "Persistence", "Wire", arguments, nioCore, nioPosix,
                sqlite,
            ],
            path: "benchmarks/journal",
            swiftSettings: swiftSettings
        )
    )
}

// Built for measuring only: `./run.sh bench requests`.
if Context.environment["LASO_REQUEST_BENCHMARK"] == "1" {
    package.targets.append(
        .executableTarget(
            name: "plain-server",
            dependencies: [crypto, cryptoExtras, hummingbird, nioPosix],
            path: "benchmarks/requests/PlainServer",
            swiftSettings: swiftSettings
        )
    )
}
