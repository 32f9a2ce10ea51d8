import Core

/// Clocks that stand still, so that two runs count the same.
struct StillClocks: Clocks {
    func now() -> Timestamp { Timestamp(milliseconds: 1_800_000_000_000) }

    func uptime() -> Duration { .seconds(1000) }
}
