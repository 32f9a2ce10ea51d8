extension StyleRule {
    private static let serverModules = [
        "Sources/Actors", "Sources/Auth", "Sources/Core", "Sources/Gateway", "Sources/Hub",
        "Sources/Notifications", "Sources/Persistence", "Sources/REST", "Sources/Telemetry", "Sources/Wire",
    ]

    static let all = [
        StyleRule(
            name: "no forced try",
            pattern: { #/\btry!/# },
            folders: ["Sources", "benchmarks", "fuzz", "loadtest"],
            exceptions: [:],
            broken: "let value = try! decode()",
            kept: "let value = try decode() // not try!"
        ),
        StyleRule(
            name: "no forced cast",
            pattern: { #/\bas!/# },
            folders: ["Sources", "benchmarks", "fuzz", "loadtest"],
            exceptions: [:],
            broken: "let handler = any as! Handler",
            kept: "let text = \"as! in a text\""
        ),
        StyleRule(
            name: "no fatalError",
            pattern: { #/\bfatalError\(/# },
            folders: ["Sources", "benchmarks", "fuzz", "loadtest"],
            exceptions: [
                "fuzz/Runner/main.swift": "a trap is how a fuzz target tells libFuzzer that a rule was broken"
            ],
            broken: "default: fatalError(\"unknown\")",
            kept: "/* fatalError( */ break"
        ),
        StyleRule(
            name: "no print in server modules",
            pattern: { #/\b(?:debugPrint|print|dump)\(/# },
            folders: serverModules,
            exceptions: [:],
            broken: "print(state)",
            kept: "fingerprint(state)"
        ),
        StyleRule(
            name: "sharing without the compiler's proof has a listed reason",
            pattern: { #/@unchecked\s+Sendable|\bnonisolated\(unsafe\)/# },
            folders: ["Sources", "Tests", "benchmarks", "fuzz", "loadtest"],
            exceptions: unproven,
            broken: "final class Box: @unchecked Sendable {}",
            kept: "struct Box: Sendable {}"
        ),
        StyleRule(
            name: "a lock has a listed reason",
            pattern: { #/\bMutex[<(]|\bNIOLock(?:edValueBox)?\b|\bNSLock\b|\bDispatchSemaphore\b/# },
            folders: serverModules,
            exceptions: locks,
            broken: "private let state = Mutex(State())",
            kept: "private var state = State()"
        ),
        StyleRule(
            name: "no detached task",
            pattern: { #/\bTask\.detached\b/# },
            folders: ["Sources", "Tests", "benchmarks", "fuzz", "loadtest"],
            exceptions: [:],
            broken: "Task.detached { await run() }",
            kept: "async let done = run()"
        ),
        StyleRule(
            name: "no sleeping in tests",
            // Calls, not the `sleep(until:)` that a test's own clock has to declare.
            pattern: { #/\bTask\.sleep\b|\busleep\(|(?:^|\bawait|[{(=;])\s*sleep\(/# },
            folders: ["Tests", "Sources/TestKit", "benchmarks/Bodies", "fuzz"],
            exceptions: [:],
            broken: "try await Task.sleep(for: .seconds(1))",
            kept: "func sleep(until deadline: Instant) async throws {"
        ),
    ]

    /// Where `@unchecked Sendable` or `nonisolated(unsafe)` stands, and why that is safe.
    private static let unproven = [
        "Sources/Actors/Registry/Alarms.swift": "used on one loop only; every method checks that in debug builds",
        "Sources/Actors/Registry/Outbox.swift": "used on one loop only; every method checks that in debug builds",
        "Sources/Gateway/Connections/SocketOutlet.swift":
            "its connection is used on one loop only; the one method that does checks that in debug builds",
        "benchmarks/journal/History/Talker.swift": "used on one loop only",
        "benchmarks/journal/Writing/ClosedLoop.swift": "used on one loop only",
        "Tests/ActorsTests/Support/Visit.swift": "the loop of these tests runs on the test's own thread",
    ]

    /// Where a lock stands, and why an actor or a loop would not do.
    private static let locks = [
        "Sources/Actors/Audit/AuditKeeper.swift":
            "every request comes by, on any thread, and a hop costs more than giving out a number and queueing an entry",
        "Sources/Auth/Encoding/RandomSource.swift": "a generator is asked from any thread, for some bytes at a time",
        "Sources/Auth/Passwords/Passwords.swift": "guards one counter; the work behind it runs without the lock",
        "Sources/Notifications/Webhooks/NameLookup.swift":
            "event loops ask and the pool's threads answer; held for one look at what a webhook waits for",
        "Sources/Auth/Tokens/VerifiedTokens.swift":
            "tokens are checked with every request, and a hop costs more than the look-up",
        "Sources/Auth/Tickets/TicketBooth.swift": "tickets are redeemed on event loops, which can't await an actor",
        "Sources/Auth/Throttle/SignInThrottle.swift": "asked at sign-ins on any thread; held for a few look-ups",
        "Sources/Auth/Tokens/AccessTokens.swift": "tokens are checked on any thread; held for one assignment",
        "Sources/Auth/Tokens/Revocations.swift":
            "asked on event loops, which can't await an actor; held for two look-ups",
        "Sources/Gateway/Limits/Visitors.swift": "sockets come and go on all loops; held for one table look-up",
        "Sources/Gateway/TLS/Certificates.swift":
            "loops take the certificate of a new connection; held for one assignment",
        "Sources/REST/Requests/Turnstile.swift":
            "requests come and go on any thread, and leave in a defer, which can't await an actor; held for two look-ups",
        "Sources/Hub/Calendars/FoundationTimeZones.swift": "calendars ask from all loops; held for one table look-up",
        "Sources/Hub/Serve/HubWatch.swift": "loops write a count a few times a second; held for one assignment",
        "Sources/Hub/People/SocketsOfPeople.swift": "set once at the start; held for one look",
        "Sources/Hub/Serve/JournalBell.swift": "set once at the start; held for one look",
        "Sources/Persistence/Journal/LogMover.swift":
            "the writer asks and the mover answers, each on its own thread; held for one look",
        "Sources/Persistence/Journal/PendingBatch.swift":
            "the writer takes what the sealing thread put in; held for one assignment",
        "Sources/Persistence/Journal/SQLiteJournal.swift": "loops hand over without waiting; held for one array change",
        "Sources/Persistence/Journal/WriterThread.swift": "puts the writer's own thread to sleep, and nobody else",
        "Sources/Persistence/Keys/SQLiteKeyStore.swift": "keys are asked on the writer's and on readers' threads",
        "Sources/Telemetry/Logs/DescriptorOutput.swift": "keeps long lines apart; held for one write",
        "Sources/Telemetry/Registry/PrometheusRegistry.swift": "series are made on any thread; no value needs it",
        "Sources/Persistence/Journal/MemoryJournal.swift": "loops hand over without waiting; held for one array change",
    ]
}
