import Core
import Foundation
import Testing

@Suite struct DerivedUUIDTests {
    @Test func theFirstSixteenBytesStandInItButForVersionAndVariant() {
        let ones = UUID(derivedFrom: [UInt8](repeating: 0xFF, count: 32))
        #expect(ones.canonicalText == "ffffffff-ffff-8fff-bfff-ffffffffffff")
        let counted = UUID(derivedFrom: 0..<16)
        #expect(counted.canonicalText == "00010203-0405-8607-8809-0a0b0c0d0e0f")
    }
}
