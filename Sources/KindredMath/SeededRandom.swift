// Blackman, Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4), 2021 (xoshiro256**), seeded by
// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) as its authors advise. Both are reproduced bit for bit.
// Ours beyond the paper: a stream number, so that work split over threads draws the same numbers for any number of threads.

/// The one generator of random numbers: same seed, same numbers, on every machine.
///
///     var random = SeededRandom(seed: 7)
///     random.uniform()            // in [0, 1)
///     random.integer(below: 6)    // in 0..<6
///
/// Work that is divided gives each part its own stream: `SeededRandom(seed: seed, stream: UInt64(row))`.
/// It is no source of secrets.
public struct SeededRandom: RandomNumberGenerator, Sendable, Hashable {
    private var s0, s1, s2, s3: UInt64

    /// A generator whose 256 bits of state come from SplitMix64 over `seed`, xored with a mix of `stream`.
    ///
    /// Stream 0 is the plain generator of the literature.
    public init(seed: UInt64, stream: UInt64 = 0) {
        var mixer = SplitMix64(state: seed)
        if stream != 0 {
            var other = SplitMix64(state: stream)
            mixer = SplitMix64(state: mixer.next() ^ other.next())
        }
        s0 = mixer.next()
        s1 = mixer.next()
        s2 = mixer.next()
        s3 = mixer.next()
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        let result = Self.rotated(s1 &* 5, by: 7) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = Self.rotated(s3, by: 45)
        return result
    }

    private static func rotated(_ x: UInt64, by k: UInt64) -> UInt64 { (x << k) | (x >> (64 &- k)) }
}

/// The generator that turns one word into many unrelated ones.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
    private var state: UInt64

    /// The generator that continues from a state.
    public init(state: UInt64) { self.state = state }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
