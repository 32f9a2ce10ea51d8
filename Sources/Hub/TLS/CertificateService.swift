import ServiceLifecycle
import UnixSignals

/// Has a ``CertificateRenewal`` look every minute, and at each of its signals, until the hub stops.
struct CertificateService: Service {
    private static let period: Duration = .seconds(60)

    let renewal: CertificateRenewal
    /// SIGHUP, in a hub that is a process of its own.
    let signals: [UnixSignal]

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await lookNowAndThen() }
                group.addTask { await lookWhenAsked() }
            }
        }
    }

    private func lookNowAndThen() async {
        // Sleeping fails only when the hub stops.
        while (try? await Task.sleep(for: Self.period)) != nil { await renewal.look() }
    }

    private func lookWhenAsked() async {
        guard !signals.isEmpty else { return }
        for await _ in await UnixSignalsSequence(trapping: signals) { await renewal.look(asked: true) }
    }
}
