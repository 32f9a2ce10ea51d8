import Core
import TestKit
import Testing

struct AudienceTests {
    @Test(arguments: [1, 2, 63, 64, 65, 128, 129, 500, 65_535] as [UInt16])
    func containsWhatWasInsertedAndNothingElse(_ number: UInt16) throws {
        let seat = try #require(SeatNumber(number))
        let audience = Audience(seat)
        #expect(audience.contains(seat))
        for other in [1, 2, 63, 64, 65, 66, 127, 128, 499, 501, 65_534] as [UInt16] where other != number {
            #expect(!audience.contains(try #require(SeatNumber(other))))
        }
    }

    @Test func orderOfInsertionMakesNoDifference() {
        let near = SeatNumber(index: 3)
        let far = SeatNumber(index: 200)
        #expect(Audience(near, far) == Audience(far, near))
        #expect(Audience(near).with(far) == Audience([far, near, far]))
    }

    @Test func emptyAudienceHasNobody() {
        #expect(Audience().isEmpty)
        #expect(!Audience(SeatNumber(index: 0)).isEmpty)
        #expect(!Audience(SeatNumber(index: 64)).isEmpty)
    }

    @Test func randomAudiencesReadBack() throws {
        let seed = seedFromEnvironmentOrRandom()
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let seats = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                SeatNumber(index: Int.random(in: 0..<500, using: &generator))
            }
            let audience = Audience(seats)
            var writer = StorageWriter()
            audience.write(to: &writer)
            var reader = StorageReader(writer.bytes)
            #expect(try Audience(from: &reader) == audience, "seed \(seed)")
            try reader.end()
            for index in 0..<500 {
                let seat = SeatNumber(index: index)
                #expect(audience.contains(seat) == seats.contains(seat), "seed \(seed)")
            }
        }
    }

    /// Equal sets have one encoding only: no zero word at the end.
    @Test func encodingThatIsNotTheShortestIsInvalid() {
        #expect(throws: StorageError.invalid(field: "audience")) {
            var reader = StorageReader([1, 1, 0])
            _ = try Audience(from: &reader)
        }
    }

    @Test func moreSeatsThanThereAreNumbersIsInvalid() {
        var writer = StorageWriter()
        writer.write(0 as UInt64)
        writer.write([UInt64](repeating: 1, count: 1024)) { $0.write($1) }
        let bytes = writer.bytes
        #expect(throws: StorageError.invalid(field: "audience")) {
            var reader = StorageReader(bytes)
            _ = try Audience(from: &reader)
        }
    }

    @Test func seatNumbersBeginAtOne() {
        #expect(SeatNumber(0) == nil)
        #expect(SeatNumber(1)?.index == 0)
        #expect(SeatNumber(index: 41).rawValue == 42)
    }
}
