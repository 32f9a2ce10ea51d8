import Actors
import Core
import Gateway
import Logging
import Persistence
import Testing

@testable import Hub

@Suite struct HubConfigurationTests {
    @Test func anEmptyEnvironmentGivesTheDefaults() throws {
        let configuration = try HubConfiguration.read(from: [:])
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8005)
        #expect(configuration.certificate == nil)
        #expect(configuration.edge.hosts == .local(and: "127.0.0.1"))
        #expect(configuration.trustedProxies.isEmpty)
        #expect(configuration.dataDirectory == ".data")
        #expect(configuration.loopCount >= 1)
        #expect(configuration.logLevel == .info)
        #expect(configuration.consultations.periods.grace == .seconds(30))
        #expect(configuration.consultations.iceServers.isEmpty)
        #expect(configuration.masterKey == nil)
        #expect(configuration.checkpointDirectory == nil)
        #expect(configuration.checkpointPeriod == .seconds(300))
    }

    @Test func everyVariableIsRead() throws {
        let configuration = try HubConfiguration.read(from: [
            "LASO_HOST": "::1",
            "LASO_PORT": "0",
            "LASO_TLS_CERTIFICATE": "/etc/laso/chain.pem",
            "LASO_TLS_KEY": "/etc/laso/key.pem",
            "ALLOWED_HOSTS": "hub.example.org,.clinic.example",
            "CSRF_TRUSTED_ORIGINS": "https://app.example.org",
            "LASO_TRUSTED_PROXIES": "10.0.0.0/8,::1",
            "LASO_DATA_DIR": "/var/lib/laso",
            "SECRET_KEY": "0123456789abcdef0123456789abcdef",
            "LASO_CHECKPOINT_DIR": "/mnt/proofs",
            "LASO_CHECKPOINT_SECONDS": "60",
            "LASO_LOOPS": "3",
            "LASO_LOG_LEVEL": "debug",
            "LASO_GRACE_SECONDS": "5",
            "LASO_ICE_SERVERS":
                #"[{"urls": ["stun:a.example"]}, {"urls": ["turn:b.example"], "username": "u", "credential": "c"}]"#,
        ])
        #expect(configuration.host == "::1")
        #expect(configuration.port == 0)
        #expect(configuration.certificate == CertificateFiles(chain: "/etc/laso/chain.pem", key: "/etc/laso/key.pem"))
        #expect(configuration.allowedHosts == AllowedHosts("hub.example.org,.clinic.example"))
        #expect(configuration.trustedOrigins == TrustedOrigins("https://app.example.org"))
        #expect(configuration.trustedProxies == TrustedProxies("10.0.0.0/8,::1"))
        #expect(configuration.edge.isTLS)
        #expect(configuration.gateway.edge == configuration.edge)
        #expect(configuration.dataDirectory == "/var/lib/laso")
        #expect(configuration.masterKey != nil)
        #expect(configuration.storePaths.checkpoints == "/mnt/proofs/checkpoints.jsonl")
        #expect(configuration.checkpointPeriod == .seconds(60))
        #expect(configuration.loopCount == 3)
        #expect(configuration.logLevel == .debug)
        #expect(configuration.consultations.periods.grace == .seconds(5))
        #expect(
            configuration.consultations.iceServers == [
                IceServer(urls: ["stun:a.example"]),
                IceServer(urls: ["turn:b.example"], username: "u", credential: "c"),
            ]
        )
    }

    @Test(arguments: [
        ("LASO_HOST", ""), ("LASO_PORT", "65536"), ("LASO_PORT", "-1"), ("LASO_PORT", "http"), ("LASO_PORT", ""),
        ("ALLOWED_HOSTS", "http://a.example"), ("ALLOWED_HOSTS", " "), ("CSRF_TRUSTED_ORIGINS", "a.example"),
        ("LASO_TRUSTED_PROXIES", "10.0.0.1/8"), ("LASO_TRUSTED_PROXIES", "proxy.example"),
        ("LASO_DATA_DIR", ""), ("SECRET_KEY", "short"), ("LASO_CHECKPOINT_SECONDS", "0"), ("LASO_LOOPS", "0"),
        ("LASO_LOOPS", "99999999999999999999"),
        ("LASO_LOG_LEVEL", "loud"), ("LASO_GRACE_SECONDS", "0"), ("LASO_ICE_SERVERS", "turn:b.example"),
        ("LASO_ICE_SERVERS", #"[{"urls": []}]"#), ("LASO_ICE_SERVERS", #"[{"urls": ["http://b.example"]}]"#),
    ])
    func aBadValueIsRefusedByName(name: String, value: String) throws {
        let failure = try #require(throws: CommandFailure.self) { try HubConfiguration.read(from: [name: value]) }
        #expect(failure.kind == .configuration)
        #expect(failure.description.hasPrefix(name))
    }

    @Test(arguments: [("LASO_TLS_CERTIFICATE", "LASO_TLS_KEY"), ("LASO_TLS_KEY", "LASO_TLS_CERTIFICATE")])
    func halfOfACertificateIsRefused(set: String, missing: String) throws {
        let failure = try #require(throws: CommandFailure.self) { try HubConfiguration.read(from: [set: "a.pem"]) }
        #expect(failure.kind == .configuration)
        #expect(failure.description.hasPrefix("\(missing) is not set"))
    }

    @Test(arguments: [
        ([:], 0), (["LASO_HOST": "0.0.0.0"], 1), (["LASO_HOST": "0.0.0.0", "LASO_TRUSTED_PROXIES": "10.0.0.1"], 0),
        (["LASO_HOST": "0.0.0.0", "LASO_TLS_CERTIFICATE": "a", "LASO_TLS_KEY": "b"], 0), (["ALLOWED_HOSTS": "*"], 1),
        (["LASO_HOST": "0.0.0.0", "ALLOWED_HOSTS": "*"], 2),
    ])
    func whatIsProbablyNotMeantIsWarnedOf(environment: [String: String], count: Int) throws {
        let configuration = try HubConfiguration.read(from: environment)
        #expect(configuration.warnings(openFiles: 1_000_000).count == count)
    }

    @Test func aSecretIsNotRepeatedInTheError() throws {
        let failure = try #require(throws: CommandFailure.self) {
            try HubConfiguration.read(from: ["LASO_ICE_SERVERS": "my secret"])
        }
        #expect(!failure.description.contains("my secret"))
        let short = try #require(throws: CommandFailure.self) {
            try HubConfiguration.read(from: ["SECRET_KEY": "my key"])
        }
        #expect(!short.description.contains("my key"))
    }

    @Test func aMisspeltVariableIsFound() {
        #expect(throws: CommandFailure.self) { try CheckCommand.refuseUnknown(in: ["PATH", "LASO_PROT"]) }
        #expect(throws: Never.self) { try CheckCommand.refuseUnknown(in: ["PATH", "LASO_PORT", "LASO_HUB_URL"]) }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.1.2.3", true), ("::1", true), ("localhost", true), ("0.0.0.0", false), ("::", false),
        ("127.example.org", false), ("10.0.0.1", false),
    ])
    func onlyLoopbackAddressesCountAsLocal(host: String, isLocal: Bool) {
        var configuration = HubConfiguration()
        configuration.host = host
        #expect(configuration.isLoopbackOnly == isLocal)
        if isLocal {
            #expect(throws: Never.self) { try DevelopmentVisit.prepare(&configuration) }
        } else {
            #expect(throws: CommandFailure.self) { try DevelopmentVisit.prepare(&configuration) }
        }
    }

    @Test func aReplayFitsWhatMayWaitForASocket() throws {
        let usual = try HubConfiguration.read(from: ["SECRET_KEY": String(repeating: "s", count: 32)])
        #expect(usual.consultations.limits.replayFrameBytesMax == 512 * 1024)
        let small = try HubConfiguration.read(
            from: ["SECRET_KEY": String(repeating: "s", count: 32), "LASO_LIMIT_QUEUE_BYTES": "65536"]
        )
        #expect(small.consultations.limits.replayFrameBytesMax == 32 * 1024)
    }
}
