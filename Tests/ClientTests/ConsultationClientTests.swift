import NIOCore
import Testing
import Wire

@testable import Client

/// The whole client over a real socket, against a hub that drops, replays and misbehaves on demand.
@Suite(.timeLimit(.minutes(1))) struct ConsultationClientTests {
    private func makeClient(
        _ hub: FakeHub,
        clock: InstantClock = InstantClock(),
        comesBack: Bool = false,
        unreadMax: Int = 256
    ) -> ConsultationClient {
        var configuration = ConsultationClient.Configuration(address: hub.address, path: "/ws/", device: "tablet")
        configuration.reconnecting = comesBack ? ReconnectPolicy() : nil
        configuration.unreadMax = unreadMax
        return ConsultationClient(configuration, clock: clock) { .ticket("t1") }
    }

    /// Connects, with the given answer to Hello.
    private func welcome(
        _ client: ConsultationClient,
        _ hub: FakeHub,
        _ welcome: ProtoServerMessage
    ) async throws -> (FakeConnection, ProtoHello) {
        async let connecting: Void = client.connect()
        let connection = try await hub.accept()
        let hello = try await connection.receive().hello
        connection.send(welcome)
        try await connecting
        return (connection, hello)
    }

    /// The next updates, in a word each.
    private func next(_ count: Int, of client: ConsultationClient) async -> [String] {
        var summaries: [String] = []
        for await update in client.updates {
            summaries.append(update.summary)
            if summaries.count == count { break }
        }
        return summaries
    }

    @Test func helloComesFirstAndCarriesTheCredential() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (_, hello) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            #expect(hello.ticket == "t1")
            #expect(hello.deviceID == "tablet")
            #expect(!hello.hasResume)
            #expect(hello.clientInstance == 0)
            #expect(await client.seat == 2)
            await client.close()
        }
    }

    @Test func aDroppedConnectionGetsExactlyWhatItMissed() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (first, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            first.send(.chat("seen", seq: 5, prev: 4))
            #expect(await next(2, of: client) == ["snapshot", "5"])
            await client.dropConnection()
            #expect(await first.nextFrame() == nil, "no close frame")

            let (second, hello) = try await welcome(client, hub, .welcomeReplay(until: 8))
            #expect(hello.resume.historyID == "h1")
            #expect(hello.resume.seq == 5)
            #expect(hello.clientInstance == 7)
            second.send(.chat("missed", seq: 7, prev: 5))
            second.send(.chat("missed", seq: 8, prev: 7))
            second.send(.chat("live", seq: 9, prev: 8))
            let seen = await next(6, of: client)
            #expect(seen == ["closed", "replay", "replayed 7", "replayed 8", "caught up 2", "9"])
            #expect(await client.tally.gaps == 0)
            #expect(await client.tally.replayed == 2)
            await client.close()
        }
    }

    @Test func aGapIsToldAndTheClientComesBackFromItsLastEvent() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub, comesBack: true)
            let (first, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            first.send(.chat("lost one", seq: 7, prev: 6))
            let second = try await hub.accept()
            #expect(try await second.receive().hello.resume.seq == 4)
            second.send(.welcomeReplay(until: 7))
            second.send(.chat("lost", seq: 6, prev: 4))
            second.send(.chat("lost one", seq: 7, prev: 6))
            let seen = await next(7, of: client)
            #expect(
                seen == [
                    "snapshot", "gap(has: 4, needs: 6)", "closed, returns", "replay", "replayed 6", "replayed 7",
                    "caught up 2",
                ]
            )
            #expect(await client.tally.gaps == 1)
            await client.close()
        }
    }

    @Test func aPingThatNamesAnUnseenEventIsAGap() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            connection.send { $0.ping.seq = 5 }
            #expect(await next(3, of: client) == ["snapshot", "gap(has: 4, needs: 5)", "closed"])
            await client.close()
        }
    }

    @Test func aReplyThatOvertakesItsEventIsAGap() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            connection.send(.done(1, seq: 5))
            #expect(await next(2, of: client) == ["snapshot", "gap(has: 4, needs: 5)"])
            await client.close()
        }
    }

    @Test func aDoubleIsLeftOutAndTheVisitGoesOn() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            for _ in 1...2 { connection.send(.chat("a", seq: 5, prev: 4)) }
            connection.send(.chat("b", seq: 6, prev: 5))
            #expect(await next(4, of: client) == ["snapshot", "5", "double(seq: 5)", "6"])
            await client.close()
        }
    }

    @Test func performReturnsTheSeqOfTheReply() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            async let seq = client.perform(.chat("hello"))
            let command = try await connection.receive().command
            #expect(command.postChat.text == "hello")
            connection.send(.chat("hello", seq: 5, prev: 4))
            connection.send(.done(command.counter, seq: 5))
            #expect(try await seq == 5)
            await client.close()
        }
    }

    @Test func aRefusalIsThrown() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            let seq = Task { try await client.perform(.start(ProtoStart())) }
            connection.send(.failed(try await connection.receive().command.counter, .notPermitted))
            let error = await #expect(throws: CommandRefusal.self) { _ = try await seq.value }
            #expect(error?.code == .notPermitted)
            await client.close()
        }
    }

    @Test func aBusyHubIsAskedAgainWithTheSameCounter() async throws {
        try await FakeHub.run { hub in
            let clock = InstantClock()
            let client = makeClient(hub, clock: clock)
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            async let seq = client.perform(.chat("hello"))
            let first = try await connection.receive().command
            connection.send(.failed(first.counter, .busy))
            let second = try await connection.receive()
            #expect(second.command == first)
            connection.send(.done(first.counter, seq: 0))
            #expect(try await seq == 0)
            #expect(clock.slept == [CloseCode.normal.retryAfter + ErrorCode.busy.retryAfter])
            await client.close()
        }
    }

    @Test func aCommandWhoseReplyWasLostIsRepeatedWithTheSameCounter() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (first, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            async let seq = client.perform(.chat("hello"))
            let command = try await first.receive().command
            first.cut()
            #expect(await next(2, of: client) == ["snapshot", "closed"])

            let (second, _) = try await welcome(client, hub, .welcomeReplay(until: 5))
            #expect(try await second.receive().command == command)
            second.send(.chat("hello", seq: 5, prev: 4))
            second.send(.done(command.counter, seq: 5))
            #expect(try await seq == 5)
            await client.close()
        }
    }

    @Test func aCommandGivenWithoutAConnectionWaitsForOne() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            async let seq = client.perform(.chat("hello"))
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            let command = try await connection.receive().command
            connection.send(.done(command.counter, seq: 0))
            #expect(try await seq == 0)
            await client.close()
        }
    }

    @Test func aForgottenInstanceLeavesTheOutcomeUnknown() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (first, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            let seq = Task { try await client.perform(.chat("hello")) }
            _ = try await first.receive()
            first.cut()
            #expect(await next(2, of: client) == ["snapshot", "closed"])
            _ = try await welcome(client, hub, .welcomeSnapshot(seq: 4, instance: 8))
            let error = await #expect(throws: ClientError.self) { _ = try await seq.value }
            #expect(error == .outcomeUnknown)
            await client.close()
        }
    }

    @Test func aCancelledCommandIsNotRepeated() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (first, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            let performing = Task { try await client.perform(.chat("hello")) }
            _ = try await first.receive()
            performing.cancel()
            await #expect(throws: CancellationError.self) { try await performing.value }
            await client.dropConnection()
            let (second, _) = try await welcome(client, hub, .welcomeReplay(until: 4))
            await client.close()
            #expect(await second.nextFrame() == .close(code: 1000), "nothing but the goodbye")
        }
    }

    @Test func aFinalCloseEndsTheVisitAndItsCommands() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub, comesBack: true)
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            let seq = Task { try await client.perform(.chat("hello")) }
            _ = try await connection.receive()
            connection.close(.over)
            let error = await #expect(throws: ConnectionClose.self) { _ = try await seq.value }
            #expect(error?.code == .over)
            #expect(await next(3, of: client) == ["snapshot", "closed"], "and then the updates end")
            await #expect(throws: ClientError.over) { try await client.perform(.chat("too late")) }
            await #expect(throws: ClientError.over) { try await client.connect() }
        }
    }

    @Test func aDrainingHubIsLeftForAsLongAsItSays() async throws {
        try await FakeHub.run { hub in
            let clock = InstantClock()
            let client = makeClient(hub, clock: clock, comesBack: true)
            let (first, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            first.close(.draining)
            let second = try await hub.accept()
            #expect(try await second.receive().hello.resume.seq == 4)
            let pause = try #require(clock.slept.first)
            #expect(pause >= .seconds(1) && pause <= .seconds(2))
            await client.close()
        }
    }

    @Test func comingBackIsTriedOnlySoOften() async throws {
        let clock = InstantClock()
        var lost: ConsultationClient?
        try await FakeHub.run { hub in
            let client = makeClient(hub, clock: clock, comesBack: true)
            _ = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            lost = client
        }
        let client = try #require(lost)
        await client.dropConnection()
        #expect(await next(4, of: client) == ["snapshot", "closed, returns", "closed"])
        #expect(clock.slept.count == ReconnectPolicy().attemptsMax)
    }

    @Test func aRefusedHelloFailsTheConnect() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub, comesBack: true)
            let connecting = Task { try await client.connect() }
            let connection = try await hub.accept()
            _ = try await connection.receive()
            connection.close(.badCredential)
            let error = await #expect(throws: ConnectionClose.self) { _ = try await connecting.value }
            #expect(error?.code == .badCredential)
        }
    }

    @Test func aConnectThatFailedCanBeRepeated() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub, comesBack: true)
            let connecting = Task { try await client.connect() }
            let connection = try await hub.accept()
            _ = try await connection.receive()
            connection.close(.busy)
            await #expect(throws: ConnectionClose.self) { _ = try await connecting.value }
            _ = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            await client.close()
        }
    }

    @Test func aConnectedClientDoesNotConnectTwice() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            _ = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            await #expect(throws: ClientError.alreadyConnected) { try await client.connect() }
            await client.close()
        }
    }

    @Test func closingEndsTheUpdates() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub)
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 4))
            async let closing: Void = client.close()
            #expect(await connection.nextFrame() == .close(code: 1000))
            await closing
            #expect(await next(2, of: client) == ["snapshot"])
        }
    }

    @Test func aReaderThatFallsBehindMissesNothing() async throws {
        try await FakeHub.run { hub in
            let client = makeClient(hub, unreadMax: 2)
            let (connection, _) = try await welcome(client, hub, .welcomeSnapshot(seq: 0))
            for seq in 1...2000 as ClosedRange<UInt64> { connection.send(.chat("a", seq: seq, prev: seq - 1)) }
            _ = await next(2001, of: client)
            #expect(await client.tally.events == 2000)
            #expect(await client.tally.gaps == 0)
            await client.close()
        }
    }
}
