#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

// Simhash: Charikar, STOC 2002. p-stable: Datar, Immorlica, Indyk, Mirrokni, SoCG 2004, section 3.2.
// Bit sampling: Indyk, Motwani, STOC 1998.

/// How likely hashes collide.
public enum LSHProbability {
    /// One bit of simhash, for two vectors at an angle (radians): 1 − θ/π.
    public static func simhash(angle: Double) -> Double { 1 - angle / .pi }

    /// One p-stable hash of width `width`, for two vectors at a Euclidean distance: with w = width/distance and Φ the normal
    /// distribution, 1 − 2 Φ(−w) − 2 (1 − e^(−w²/2)) / (√(2π) w). 1 at distance 0.
    public static func e2lsh(distance: Double, width: Double) -> Double {
        guard distance > 0 else { return 1 }
        let w = width / distance
        return 1 - erfc(w / 2.0.squareRoot()) - 2 / ((2 * Double.pi).squareRoot() * w) * (1 - exp(-w * w / 2))
    }

    /// One sampled bit, for two vectors that differ in `distance` of `bits` bits.
    public static func bit(distance: Double, of bits: Double) -> Double { 1 - distance / bits }

    /// That two vectors meet in one of `tables` tables of `bits` hashes which collide with probability p: 1 − (1 − p^k)^L.
    public static func candidate(_ p: Double, bits: Int, tables: Int) -> Double {
        1 - pow(1 - pow(p, Double(bits)), Double(tables))
    }

    /// Tables needed so that two vectors meet with probability `recall`: ⌈ln(1 − R) / ln(1 − p^k)⌉, at least 1; infinite for
    /// p = 0.
    public static func tables(recall: Double, _ p: Double, bits: Int) -> Double {
        let together = pow(p, Double(bits))
        guard together > 0 else { return .infinity }
        guard together < 1 else { return 1 }
        return max(1, (log(1 - recall) / log1p(-together)).rounded(.up))
    }

    static func angle(cosine: Double) -> Double { acos(min(1, max(-1, cosine))) }
}
