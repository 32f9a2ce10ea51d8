import Actors
import Testing

struct DurabilityGateTests {
    @Test func passesAtOnceWhenEverythingIsDurable() {
        var gate = DurabilityGate<String>(seq: 5)
        #expect(gate.pass("read") == "read")
    }

    @Test func holdsEverythingThatComesAfterAWrite() {
        var gate = DurabilityGate<String>(seq: 5)
        gate.wrote(through: 6)
        #expect(gate.pass("event 6") == nil)
        #expect(gate.pass("reply") == nil)
        #expect(gate.release() == nil)
        gate.confirm()
        #expect(gate.release() == "event 6")
        #expect(gate.release() == "reply")
        #expect(gate.release() == nil)
    }

    @Test func releasesOnlyWhatTheConfirmedBatchCarries() {
        var gate = DurabilityGate<String>(seq: 0)
        gate.wrote(through: 2)
        _ = gate.pass("after 2")
        gate.wrote(through: 3)
        _ = gate.pass("after 3")
        #expect(gate.undurableCount == 3)
        #expect(gate.confirm() == 2)
        #expect(gate.release() == "after 2")
        #expect(gate.release() == nil)
        #expect(gate.undurableCount == 1)
    }

    @Test func nothingOvertakesWhatIsHeld() {
        var gate = DurabilityGate<String>(seq: 0)
        gate.wrote(through: 1)
        _ = gate.pass("first")
        gate.confirm()
        #expect(gate.pass("second") == nil)
        #expect(gate.release() == "first")
        #expect(gate.release() == "second")
    }

    @Test func voidReturnsWhatWasHeldInOrder() {
        var gate = DurabilityGate<String>(seq: 0)
        gate.wrote(through: 1)
        _ = gate.pass("a")
        _ = gate.pass("b")
        #expect(gate.void() == ["a", "b"])
        #expect(gate.heldCount == 0)
        #expect(gate.outstandingBatches == 1)
        gate.discardAnswer()
        #expect(gate.outstandingBatches == 0)
    }
}
