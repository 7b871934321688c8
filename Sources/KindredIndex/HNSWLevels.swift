internal import KindredMath

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

extension Double {
    /// The natural logarithm.
    var logarithm: Double { log(self) }
}

/// The level draw of HNSW: floor(-ln(U(0,1]) · mL), each slot from its own stream of the seed.
///
/// A slot's level depends on the seed and the slot only, so a graph built at once and one grown by additions agree.
struct HNSWLevels: Sendable {
    var seed: UInt64
    var mL: Double

    /// No level is higher: with mL = 1 / ln 2 it would take 2^31 rows to expect one.
    static let levelMax = 31

    func level(of slot: Int) -> Int {
        var random = SeededRandom(seed: seed, stream: UInt64(slot) + 1)
        return min(Int(-random.positiveUniform().logarithm * mL), Self.levelMax)
    }
}
