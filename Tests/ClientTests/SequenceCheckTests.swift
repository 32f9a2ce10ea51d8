import Testing
import Wire

@testable import Client

@Suite struct SequenceCheckTests {
    private static func welcomed(seq: UInt64 = 4) throws -> SequenceCheck {
        var check = SequenceCheck()
        _ = try check.welcome(.snapshot(seq: seq))
        return check
    }

    @Test func aChainWithHolesInItsNumbersIsWhole() throws {
        var check = try Self.welcomed()
        _ = try check.event(seq: 5, prev: 4)
        _ = try check.event(seq: 9, prev: 5)
        #expect(check.last == 9)
        #expect(check.tally == tally(events: 2))
    }

    @Test func anEventThatNamesAnUnseenOneIsAGap() throws {
        var check = try Self.welcomed()
        #expect(throws: SequenceFault.gap(has: 4, needs: 5)) { try check.event(seq: 6, prev: 5) }
        #expect(check.last == 4, "a client comes back from the last event that it really has")
        #expect(check.tally.gaps == 1)
    }

    @Test func anEventThatNamesAnOlderOneIsAGapToo() throws {
        var check = try Self.welcomed()
        #expect(throws: SequenceFault.gap(has: 4, needs: 3)) { try check.event(seq: 6, prev: 3) }
    }

    @Test func theSameEventTwiceIsADouble() throws {
        var check = try Self.welcomed()
        _ = try check.event(seq: 5, prev: 4)
        #expect(throws: SequenceFault.double(seq: 5)) { try check.event(seq: 5, prev: 4) }
        #expect(check.tally == tally(events: 1, doubles: 1))
        _ = try check.event(seq: 6, prev: 5)
    }

    @Test func nothingMayComeBeforeWelcome() throws {
        var check = SequenceCheck()
        #expect(throws: SequenceFault.unexpected) { try check.event(seq: 1, prev: 0) }
        #expect(throws: SequenceFault.unexpected) { try check.snapshot(seq: 1) }
    }

    @Test func aSecondWelcomeOnOneConnectionIsUnexpected() throws {
        var check = try Self.welcomed()
        #expect(throws: SequenceFault.unexpected) { try check.welcome(.snapshot(seq: 5)) }
    }

    @Test func aReplayIsCountedUpToItsLastEvent() throws {
        var check = try Self.welcomed()
        check.disconnected()
        let missed = try check.welcome(.replay(until: 8))
        #expect(missed == nil)
        let arrival = try check.event(seq: 6, prev: 4)
        #expect(arrival == .init(isReplay: true, replayed: nil))
        let secondArrival = try check.event(seq: 8, prev: 6)
        #expect(secondArrival == .init(isReplay: true, replayed: 2))
        let thirdArrival = try check.event(seq: 9, prev: 8)
        #expect(thirdArrival == .init(isReplay: false, replayed: nil))
        #expect(check.tally == tally(events: 3, replayed: 2))
    }

    @Test func comingBackToNothingNewIsCaughtUpAtOnce() throws {
        var check = try Self.welcomed()
        check.disconnected()
        let missed = try check.welcome(.replay(until: 4))
        #expect(missed == 0)
        let arrival = try check.event(seq: 5, prev: 4)
        #expect(arrival == .init(isReplay: false, replayed: nil))
    }

    @Test func aReplayThatSkipsItsLastEventIsAGap() throws {
        var check = try Self.welcomed()
        check.disconnected()
        _ = try check.welcome(.replay(until: 6))
        #expect(throws: SequenceFault.gap(has: 4, needs: 6)) { try check.event(seq: 7, prev: 4) }
    }

    @Test func aReplayThatNobodyAskedForIsUnexpected() throws {
        var check = SequenceCheck()
        #expect(throws: SequenceFault.unexpected) { try check.welcome(.replay(until: 3)) }
    }

    @Test func aReplayOfAnotherHistoryIsUnexpected() throws {
        var check = try Self.welcomed()
        check.disconnected()
        #expect(throws: SequenceFault.unexpected) { try check.welcome(.replay(until: 6, history: "h2")) }
    }

    @Test func aWelcomeWithoutARecoveryIsUnexpected() {
        var check = SequenceCheck()
        #expect(throws: SequenceFault.unexpected) { try check.welcome(ProtoWelcome()) }
    }

    @Test func anotherHistoryMayBeginLower() throws {
        var check = try Self.welcomed(seq: 40)
        check.disconnected()
        _ = try check.welcome(.snapshot(seq: 3, history: "h2"))
        #expect(check.last == 3)
        #expect(check.resumePoint?.historyID == "h2")
    }

    @Test func aSnapshotOfTheSameHistoryMayNotGoBack() throws {
        var check = try Self.welcomed(seq: 40)
        #expect(throws: SequenceFault.wentBack(has: 40, to: 39)) { try check.snapshot(seq: 39) }
    }

    @Test func aSnapshotContinuesTheChain() throws {
        var check = try Self.welcomed()
        try check.snapshot(seq: 12)
        _ = try check.event(seq: 13, prev: 12)
    }

    @Test func aPingOrReplyThatNamesAnUnseenEventIsAGap() throws {
        var check = try Self.welcomed()
        try check.mustHave(4)
        try check.mustHave(0)
        #expect(throws: SequenceFault.gap(has: 4, needs: 5)) { try check.mustHave(5) }
    }

    @Test func theResumePointIsTheLastEventSeen() throws {
        #expect(SequenceCheck().resumePoint == nil)
        var check = try Self.welcomed()
        _ = try check.event(seq: 5, prev: 4)
        #expect(check.resumePoint?.historyID == "h1")
        #expect(check.resumePoint?.seq == 5)
    }

    private func tally(events: Int = 0, replayed: Int = 0, doubles: Int = 0) -> SequenceCheck.Tally {
        var tally = SequenceCheck.Tally()
        tally.events = events
        tally.replayed = replayed
        tally.doubles = doubles
        return tally
    }
}

extension ProtoWelcome {
    fileprivate static func snapshot(seq: UInt64, history: String = "h1") -> Self {
        ProtoServerMessage.welcomeSnapshot(seq: seq, history: history).welcome
    }

    fileprivate static func replay(until: UInt64, history: String = "h1") -> Self {
        ProtoServerMessage.welcomeReplay(until: until, history: history).welcome
    }
}
