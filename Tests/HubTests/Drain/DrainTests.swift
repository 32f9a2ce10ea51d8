import Client
import Core
import Foundation
import Gateway
import Persistence
import Testing
import Wire

@testable import Hub

/// A hub that is stopped while everybody talks: `./run.sh drain` with some thousand sockets, and a few in every test run.
@Suite(.serialized, .timeLimit(.minutes(10))) struct DrainTests {
    private static let socketCount =
        ProcessInfo.processInfo.environment["LASO_DRAIN_SOCKETS"].flatMap { Int($0) } ?? 400

    @Test func everybodyIsToldAndNothingThatWasAcknowledgedIsLost() async throws {
        _ = OpenFiles.raiseLimit()
        try await withTemporaryFolder { folder in
            let configuration = Self.configuration(folder)
            let hub = try await RunningHub.start(configuration)
            let crowd = try await DrainCrowd.book(on: hub, socketCount: Self.socketCount)
            let (busy, isBusy) = AsyncStream.makeStream(of: Never.self)
            async let watched = crowd.witnesses { isBusy.finish() }
            for await _ in busy {}
            let duration = try await ContinuousClock().measure { try await hub.stop() }
            let witnesses = try await watched
            Self.checkEnds(witnesses.values.flatMap { $0 })
            try await Self.checkJournal(configuration, witnesses)
            Self.report(witnesses.values.flatMap { $0 }, duration, bound: configuration.shutdownMax)
        }
    }

    private static func configuration(_ folder: String) -> HubConfiguration {
        var configuration = HubConfiguration()
        configuration.port = 0
        configuration.dataDirectory = folder
        configuration.loopCount = 2
        configuration.masterKey = .test
        configuration.liftRates()
        configuration.server.limits.connectionsPerAddressMax = socketCount * 2
        configuration.server.limits.strangersMax = socketCount * 2
        configuration.server.limits.requestsPerAddress = .most
        configuration.server.limits.requestsPerPerson = .most
        return configuration
    }

    private static func checkEnds(_ witnesses: [DrainWitness]) {
        #expect(witnesses.count == socketCount / DrainCrowd.peoplePerVisit * DrainCrowd.peoplePerVisit)
        #expect(witnesses.allSatisfy { $0.closing?.code == UInt32(CloseCode.draining.rawValue) })
        #expect(witnesses.allSatisfy { $0.closing?.reconnect == true })
        #expect(witnesses.allSatisfy { $0.end == .closed(code: CloseCode.draining.rawValue) })
        #expect(witnesses.allSatisfy { $0.gaps == 0 })
        #expect(witnesses.allSatisfy { $0.refusals == 0 })
        let delays = witnesses.compactMap { $0.closing?.retryAfterMs }
        #expect(Set(delays).count > 1, "they come back at different times")
    }

    /// What the next start reads from the disk has everything that anybody was told.
    private static func checkJournal(
        _ configuration: HubConfiguration,
        _ witnesses: [ConsultationID: [DrainWitness]]
    ) async throws {
        let hub = try await RunningHub.start(configuration)
        var missing = 0
        var total = 0
        for (id, crowd) in witnesses {
            let entries = try await hub.parts.store.journal.entries(of: EntityID(id), after: 0, limit: .max)
            var stored: [String: UInt64] = [:]
            for entry in entries {
                if case .chatPosted(_, _, .present(let text)) = try ConsultationEvent(entry.content) {
                    #expect(stored.updateValue(entry.seq, forKey: text) == nil, "nothing is doubled")
                }
            }
            for (text, seq) in crowd.flatMap(\.acknowledged) {
                total += 1
                if stored[text] != seq { missing += 1 }
            }
        }
        #expect(total > 0)
        #expect(missing == 0)
        try await hub.stop()
    }

    private static func report(_ witnesses: [DrainWitness], _ duration: Duration, bound: Duration) {
        let delays = witnesses.compactMap { $0.closing?.retryAfterMs }.sorted()
        guard let first = delays.first, let last = delays.last else { return }
        let acknowledged = witnesses.reduce(0) { $0 + $1.acknowledged.count }
        print(
            """
            drain: \(witnesses.count) sockets were told in \(duration) (bound \(bound)); they come back after \
            \(first) to \(last) ms, half of them before \(delays[delays.count / 2]) ms
            drain: \(acknowledged) messages were acknowledged, and all are stored
            """
        )
    }
}
