import Core
import FoundationEssentials
import TestKit
import Testing

/// RFC 9562 section 5.7.
struct TimeOrderedUUIDTests {
    @Test func carriesItsTimeVersionAndVariant() {
        var generator = SplitMix64(seed: 1)
        let id = UUID.timeOrdered(at: Timestamp(milliseconds: 0x0123_4567_89AB), using: &generator)
        let text = id.uuidString.lowercased()
        #expect(text.hasPrefix("01234567-89ab-7"))
        #expect("89ab".contains(text[text.index(text.startIndex, offsetBy: 19)]))
    }

    @Test func laterIdsSortLater() {
        var generator = SplitMix64(seed: seedFromEnvironmentOrRandom())
        let ids = (0..<1000).map { ConsultationID(uuid: .timeOrdered(at: .init(milliseconds: $0), using: &generator)) }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == 1000)
    }

    @Test(arguments: [Int64.min, -1, .max])
    func timesOutOfRangeDoNotTrap(_ milliseconds: Int64) {
        var generator = SplitMix64(seed: 1)
        let id = UUID.timeOrdered(at: Timestamp(milliseconds: milliseconds), using: &generator)
        #expect(id.uuid.6 >> 4 == 7)
        #expect(id.uuid.8 >> 6 == 2)
    }
}
