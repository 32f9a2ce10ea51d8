import Client
import Testing
import Wire

@Suite struct CommandOutboxTests {
    private static func welcomed(_ instance: UInt64 = 7) -> CommandOutbox {
        var outbox = CommandOutbox()
        _ = outbox.welcome(instance: instance)
        return outbox
    }

    @Test func countersGrowFromOne() throws {
        var outbox = Self.welcomed()
        for counter in 1...3 as ClosedRange<UInt64> {
            let number = try outbox.post("a")
            let command = outbox.send(number)
            #expect(command?.counter == counter)
        }
    }

    @Test func whatIsAddedBeforeTheFirstWelcomeGoesOutWithIt() throws {
        var outbox = CommandOutbox()
        _ = outbox.add(.chat("first"))
        _ = outbox.add(.chat("second"))
        let commands = outbox.welcome(instance: 7)
        #expect(commands.map(\.counter) == [1, 2])
        #expect(commands.map(\.postChat.text) == ["first", "second"])
    }

    @Test func anUnansweredCommandGoesOutAgainWithTheSameCounter() throws {
        var outbox = Self.welcomed()
        let number = try outbox.post("a")
        let first = outbox.send(number)
        let commands = outbox.welcome(instance: 7)
        #expect(commands == [first])
    }

    @Test func anAnsweredCommandDoesNotGoOutAgain() throws {
        var outbox = Self.welcomed()
        let number = try outbox.post("a")
        _ = outbox.send(number)
        let answered = outbox.answer(.done(1, seq: 12))
        #expect(answered == number)
        let commands = outbox.welcome(instance: 7)
        #expect(commands.isEmpty)
        let outcome = outbox.takeOutcome(of: number)
        #expect(outcome == .done(seq: 12))
        let secondOutcome = outbox.takeOutcome(of: number)
        #expect(secondOutcome == nil)
    }

    @Test func aSecondReplyIsIgnored() throws {
        var outbox = Self.welcomed()
        let number = try outbox.post("a")
        _ = outbox.send(number)
        _ = outbox.answer(.done(1, seq: 12))
        let answered = outbox.answer(.done(1, seq: 12))
        #expect(answered == nil)
        let secondAnswered = outbox.answer(.done(99, seq: 0))
        #expect(secondAnswered == nil)
    }

    @Test func aRetryableErrorAsksForTheSameCommandLater() throws {
        var outbox = Self.welcomed()
        let number = try outbox.post("a")
        let first = outbox.send(number)
        _ = outbox.answer(.failed(1, .busy))
        let outcome = outbox.takeOutcome(of: number)
        #expect(outcome == .again(after: .milliseconds(250)))
        let sent = outbox.send(number)
        #expect(sent == nil, "it waits for its time")
        let commands = outbox.welcome(instance: 7)
        #expect(commands.isEmpty, "also over a reconnect")
        outbox.again(number)
        let secondSent = outbox.send(number)
        #expect(secondSent == first)
    }

    @Test func retriesAreBounded() throws {
        var outbox = Self.welcomed()
        let number = try outbox.post("a")
        for _ in 1..<CommandOutbox.attemptsMax {
            _ = outbox.send(number)
            _ = outbox.answer(.failed(1, .busy))
            let outcome = outbox.takeOutcome(of: number)
            #expect(outcome == .again(after: .milliseconds(250)))
            outbox.again(number)
        }
        _ = outbox.send(number)
        _ = outbox.answer(.failed(1, .busy))
        let secondOutcome = outbox.takeOutcome(of: number)
        #expect(secondOutcome == .refused(ProtoError(.busy)))
    }

    @Test func aFinalErrorIsARefusal() throws {
        var outbox = Self.welcomed()
        let number = try outbox.post("a")
        _ = outbox.send(number)
        _ = outbox.answer(.failed(1, .notPermitted))
        let outcome = outbox.takeOutcome(of: number)
        #expect(outcome == .refused(ProtoError(.notPermitted)))
    }

    @Test func aReplacedInstanceLeavesSentCommandsUnknown() throws {
        var outbox = Self.welcomed(7)
        let sent = try outbox.post("sent")
        _ = outbox.send(sent)
        _ = outbox.add(.chat("not sent"))
        let commands = outbox.welcome(instance: 8)
        #expect(commands.map(\.postChat.text) == ["not sent"])
        #expect(commands.map(\.counter) == [1], "counters count within the new instance")
        #expect(outbox.settled == [sent])
        let outcome = outbox.takeOutcome(of: sent)
        #expect(outcome == .unknown)
    }

    @Test func aPostponedCommandOfAReplacedInstanceIsUnknownToo() throws {
        var outbox = Self.welcomed(7)
        let number = try outbox.post("a")
        _ = outbox.send(number)
        _ = outbox.answer(.failed(1, .outcomeUnknown))
        _ = outbox.takeOutcome(of: number)
        let commands = outbox.welcome(instance: 8)
        #expect(commands.isEmpty)
        outbox.again(number)
        let sent = outbox.send(number)
        #expect(sent == nil)
        let outcome = outbox.takeOutcome(of: number)
        #expect(outcome == .unknown)
    }

    @Test func unansweredCommandsAreBounded() throws {
        var outbox = Self.welcomed()
        for _ in 0..<CommandOutbox.unansweredMax { _ = try outbox.post("a") }
        let secondNumber = outbox.add(.chat("one too many"))
        #expect(secondNumber == nil)
        outbox.forget(1)
        let thirdNumber = outbox.add(.chat("room again"))
        #expect(thirdNumber != nil)
    }
}

extension CommandOutbox {
    fileprivate mutating func post(_ text: String) throws -> Number {
        let number = add(.chat(text))
        return try #require(number)
    }
}

extension ProtoReply {
    fileprivate static func done(_ counter: UInt64, seq: UInt64) -> Self {
        ProtoServerMessage.done(counter, seq: seq).reply
    }

    fileprivate static func failed(_ counter: UInt64, _ code: ErrorCode) -> Self {
        ProtoServerMessage.failed(counter, code).reply
    }
}
