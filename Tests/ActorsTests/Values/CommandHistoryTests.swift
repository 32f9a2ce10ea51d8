import Actors
import Core
import Testing

struct CommandHistoryTests {
    private func stamp(_ instance: UInt64, _ counter: UInt64, content: UInt64 = 7) -> CommandStamp {
        CommandStamp(
            id: CommandID(instance: ClientInstance(number: instance), counter: counter),
            fingerprint: content
        )
    }

    @Test func unknownCommandIsNew() {
        #expect(CommandHistory().verdict(on: stamp(1, 1)) == .new)
    }

    @Test func repeatGetsTheFirstResult() {
        var history = CommandHistory()
        history.record(stamp(1, 1), seq: 40)
        #expect(history.verdict(on: stamp(1, 1)) == .repeated(seq: 40))
    }

    @Test func sameIDWithOtherContentIsRefused() {
        var history = CommandHistory()
        history.record(stamp(1, 1), seq: 40)
        #expect(history.verdict(on: stamp(1, 1, content: 8)) == .refused(.idReused))
    }

    @Test func commandOfSeveralEventsKeepsTheLastSeq() {
        var history = CommandHistory()
        history.record(stamp(1, 1), seq: 40)
        history.record(stamp(1, 1), seq: 41)
        #expect(history.verdict(on: stamp(1, 1)) == .repeated(seq: 41))
    }

    @Test func counterThatWasSkippedIsStillNewWhileItCanBeJudged() {
        var history = CommandHistory()
        history.record(stamp(1, 1), seq: 40)
        history.record(stamp(1, 3), seq: 41)
        #expect(history.verdict(on: stamp(1, 2)) == .new)
    }

    @Test func forgottenCounterIsTooOld() {
        var history = CommandHistory()
        let count = UInt64(CommandHistory.resultsMax)
        for counter in 1...(count + 1) { history.record(stamp(1, counter), seq: counter) }
        #expect(history.verdict(on: stamp(1, 1)) == .refused(.tooOld))
        #expect(history.verdict(on: stamp(1, 2)) == .repeated(seq: 2))
    }

    @Test func forgottenInstanceIsTooOldAndStaysSo() {
        var history = CommandHistory()
        for instance in 1...UInt64(CommandHistory.instancesMax + 1) {
            history.record(stamp(instance, 1), seq: instance)
        }
        #expect(history.verdict(on: stamp(1, 1)) == .refused(.tooOld))
        #expect(history.verdict(on: stamp(1, 99)) == .refused(.tooOld))
        #expect(history.isForgotten(ClientInstance(number: 1)))
        #expect(!history.isForgotten(ClientInstance(number: 2)))
        #expect(history.verdict(on: stamp(2, 1)) == .repeated(seq: 2))
    }

    @Test func survivesItsStorageEncoding() throws {
        var history = CommandHistory()
        for instance in 1...20 as ClosedRange<UInt64> {
            for counter in 1...130 as ClosedRange<UInt64> { history.record(stamp(instance, counter), seq: counter) }
        }
        var writer = StorageWriter()
        history.write(to: &writer)
        var reader = StorageReader(writer.bytes)
        #expect(try CommandHistory(from: &reader) == history)
        try reader.end()
    }
}
