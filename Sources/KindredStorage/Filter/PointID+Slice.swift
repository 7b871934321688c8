extension PointID {
    /// Which of `total` equal parts of all ids this one falls into.
    ///
    /// SipHash-2-4 (Aumasson and Bernstein, 2012) under the zero key, of the eight little-endian bytes of a number or
    /// the sixteen bytes of a UUID in order, modulo `total`.
    /// - Precondition: `total` is at least 1.
    func slice(of total: UInt64) -> UInt64 {
        precondition(total > 0, "ids cannot be cut into \(total) slices")
        switch self {
        case .number(let value): return SipHash24.hash([value]) % total
        case .uuid(let high, let low): return SipHash24.hash([high.byteSwapped, low.byteSwapped]) % total
        }
    }
}

/// SipHash-2-4 under the zero key over whole little-endian words.
enum SipHash24 {
    static func hash(_ words: [UInt64]) -> UInt64 {
        var v: (UInt64, UInt64, UInt64, UInt64) = (
            0x736F_6D65_7073_6575, 0x646F_7261_6E64_6F6D, 0x6C79_6765_6E65_7261, 0x7465_6462_7974_6573
        )
        for word in words + [UInt64(words.count * 8) << 56] {
            v.3 ^= word
            round(&v)
            round(&v)
            v.0 ^= word
        }
        v.2 ^= 0xFF
        for _ in 0..<4 { round(&v) }
        return v.0 ^ v.1 ^ v.2 ^ v.3
    }

    private static func round(_ v: inout (UInt64, UInt64, UInt64, UInt64)) {
        v.0 &+= v.1
        v.1 = rotated(v.1, 13) ^ v.0
        v.0 = rotated(v.0, 32)
        v.2 &+= v.3
        v.3 = rotated(v.3, 16) ^ v.2
        v.0 &+= v.3
        v.3 = rotated(v.3, 21) ^ v.0
        v.2 &+= v.1
        v.1 = rotated(v.1, 17) ^ v.2
        v.2 = rotated(v.2, 32)
    }

    private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
}
