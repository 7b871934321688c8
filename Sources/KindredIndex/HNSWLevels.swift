#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension Double {
    /// The natural logarithm.
    var logarithm: Double { log(self) }
}

/// The level draw of HNSW: floor(-ln(U(0,1]) · mL), each slot from its own seed.
///
/// A slot's level depends on the seed and the slot only, so a graph built at once and one grown by additions agree.
struct HNSWLevels: Sendable {
    var seed: UInt64
    var mL: Double

    /// No level is higher: with mL = 1 / ln 2 it would take 2^31 rows to expect one.
    static let levelMax = 31

    func level(of slot: Int) -> Int {
        let u = Double((Self.mix(seed &+ Self.golden &* (UInt64(slot) &+ 1)) >> 11) + 1) * 0x1p-53
        return min(Int(-u.logarithm * mL), Self.levelMax)
    }

    private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The finisher of SplitMix64 (Steele, Lea, Flood 2014).
    private static func mix(_ state: UInt64) -> UInt64 {
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
