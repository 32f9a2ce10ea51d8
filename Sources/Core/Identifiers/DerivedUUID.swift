package import FoundationEssentials

extension UUID {
    /// A version 8 UUID (RFC 9562 section 5.8) of the first sixteen bytes of a hash: the same for the same bytes.
    package init(derivedFrom hash: some Sequence<UInt8>) {
        let bytes = Array(hash.prefix(16))
        precondition(bytes.count == 16, "a hash has at least sixteen bytes")
        let high = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = bytes.dropFirst(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.init(high: high & ~0xF000 | 0x8000, low: low & ~(0b11 << 62) | 0b10 << 62)
    }
}
