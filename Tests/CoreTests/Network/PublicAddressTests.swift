import Core
import Testing

@Suite struct PublicAddressTests {
    private func address(_ bytes: UInt8...) -> ClientAddress {
        ClientAddress(ipv4: bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }

    @Test func theInternetIsPublic() {
        let addresses = [
            address(1, 1, 1, 1), address(9, 255, 255, 255), address(11, 0, 0, 0), address(100, 63, 255, 255),
            address(100, 128, 0, 0), address(126, 255, 255, 255), address(128, 0, 0, 0), address(172, 15, 255, 255),
            address(172, 32, 0, 0), address(192, 167, 255, 255), address(192, 169, 0, 0), address(223, 255, 255, 255),
            ClientAddress(high: 0x2606_4700_4700_0000, low: 0x1111), ClientAddress(high: 0x2a00_1450_0000_0000, low: 1),
            ClientAddress(high: 0x2001_0200_0000_0000, low: 1),
        ]
        for address in addresses { #expect(address.isPublic, "\(address.high) \(address.low)") }
    }

    @Test func whatIsNobodysOrOnesOwnIsNot() {
        let addresses = [
            address(0, 0, 0, 0), address(10, 0, 0, 1), address(100, 64, 0, 1), address(127, 0, 0, 1),
            address(127, 255, 255, 255), address(169, 254, 169, 254), address(172, 16, 0, 1),
            address(172, 31, 255, 255), address(192, 0, 0, 8), address(192, 0, 2, 1), address(192, 88, 99, 1),
            address(192, 168, 1, 1), address(198, 18, 0, 1), address(198, 19, 255, 255), address(198, 51, 100, 7),
            address(203, 0, 113, 9), address(224, 0, 0, 1), address(239, 255, 255, 255), address(240, 0, 0, 1),
            address(255, 255, 255, 255),
        ]
        for address in addresses { #expect(!address.isPublic, "\(address.low)") }
    }

    @Test(
        arguments: [
            (0, 0), (0, 1), (0x0064_FF9B_0001_0000, 0x0101_0101), (0x0100_0000_0000_0000, 1),
            (0xFC00_0000_0000_0000, 1),
            (0xFD12_3456_789A_0000, 1), (0xFE80_0000_0000_0000, 1), (0xFEC0_0000_0000_0000, 1),
            (0xFF02_0000_0000_0000, 1),
            (0x2001_0000_4136_E378, 1), (0x2001_0DB8_0000_0000, 1), (0x2002_7F00_0001_0000, 1),
            (0x3FFF_0000_0000_0000, 1),
            (0x5F00_0000_0000_0000, 1),
        ] as [(UInt64, UInt64)]
    )
    func neitherAreTheseOfIPv6(_ high: UInt64, _ low: UInt64) {
        #expect(!ClientAddress(high: high, low: low).isPublic)
    }

    /// Mapped (RFC 4291) and translated (RFC 6052): packets end up at the IPv4 address.
    @Test(arguments: [0, 0x0064_FF9B_0000_0000] as [UInt64]) func anIPv4AddressInsideIsJudgedAsItself(_ high: UInt64) {
        let prefix: UInt64 = high == 0 ? 0xFFFF << 32 : 0
        #expect(!ClientAddress(high: high, low: prefix | 0x7F00_0001).isPublic)
        #expect(!ClientAddress(high: high, low: prefix | 0x0A00_0001).isPublic)
        #expect(ClientAddress(high: high, low: prefix | 0x0101_0101).isPublic)
    }
}
