import Foundation
import KindredMath

/// A number that tensors hold: `Float` to train with, `Double` to check derivatives with.
///
/// The requirements are the functions that the standard library's protocols lack.
public protocol TensorScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
    /// eˣ.
    static func exponential(_ x: Self) -> Self
    /// eˣ − 1, exact near 0.
    static func exponentialMinusOne(_ x: Self) -> Self
    /// ln x.
    static func logarithm(_ x: Self) -> Self
    /// ln(1 + x), exact near 0.
    static func logarithmOnePlus(_ x: Self) -> Self
    /// xʸ.
    static func raised(_ x: Self, to y: Self) -> Self
    /// tanh x.
    static func hyperbolicTangent(_ x: Self) -> Self
    /// sin x, x in radians.
    static func sine(_ x: Self) -> Self
    /// cos x, x in radians.
    static func cosine(_ x: Self) -> Self
    /// arccos x in [0, π], for x in [−1, 1].
    static func arccosine(_ x: Self) -> Self
    /// erf x = 2/√π ∫₀ˣ e^(−t²) dt.
    static func errorFunction(_ x: Self) -> Self
    /// C ← op(A)·op(B) + β·C by the active BLAS, A m × k and B k × n once transposed or not, all row-major.
    static func multiply(
        _ a: Span<Self>, transposeA: Bool, _ b: Span<Self>, transposeB: Bool, m: Int, n: Int, k: Int, beta: Self,
        into c: inout MutableSpan<Self>)
}

extension TensorScalar {
    /// 1/(1 + e⁻ˣ), without overflow for either sign.
    @inline(__always)
    static func sigmoid(_ x: Self) -> Self {
        let e = exponential(-x.magnitude)
        return x >= 0 ? 1 / (1 + e) : e / (1 + e)
    }

    /// ln(1 + eˣ), without overflow.
    @inline(__always)
    static func softplus(_ x: Self) -> Self {
        max(x, 0) + logarithmOnePlus(exponential(-x.magnitude))
    }
}

extension Float: TensorScalar {
    /// eˣ.
    public static func exponential(_ x: Float) -> Float { Foundation.exp(x) }
    /// eˣ − 1, exact near 0.
    public static func exponentialMinusOne(_ x: Float) -> Float { Foundation.expm1(x) }
    /// ln x.
    public static func logarithm(_ x: Float) -> Float { Foundation.log(x) }
    /// ln(1 + x), exact near 0.
    public static func logarithmOnePlus(_ x: Float) -> Float { Foundation.log1p(x) }
    /// xʸ.
    public static func raised(_ x: Float, to y: Float) -> Float { Foundation.pow(x, y) }
    /// tanh x.
    public static func hyperbolicTangent(_ x: Float) -> Float { Foundation.tanh(x) }
    /// sin x.
    public static func sine(_ x: Float) -> Float { Foundation.sin(x) }
    /// cos x.
    public static func cosine(_ x: Float) -> Float { Foundation.cos(x) }
    /// arccos x.
    public static func arccosine(_ x: Float) -> Float { Foundation.acos(x) }
    /// erf x.
    public static func errorFunction(_ x: Float) -> Float { Foundation.erf(x) }
    /// C ← op(A)·op(B) + β·C by the active BLAS.
    public static func multiply(
        _ a: Span<Float>, transposeA: Bool, _ b: Span<Float>, transposeB: Bool, m: Int, n: Int, k: Int, beta: Float,
        into c: inout MutableSpan<Float>
    ) {
        BLAS.active.multiply(a, transposeA: transposeA, b, transposeB: transposeB, m: m, n: n, k: k, beta: beta, into: &c)
    }
}

extension Double: TensorScalar {
    /// eˣ.
    public static func exponential(_ x: Double) -> Double { Foundation.exp(x) }
    /// eˣ − 1, exact near 0.
    public static func exponentialMinusOne(_ x: Double) -> Double { Foundation.expm1(x) }
    /// ln x.
    public static func logarithm(_ x: Double) -> Double { Foundation.log(x) }
    /// ln(1 + x), exact near 0.
    public static func logarithmOnePlus(_ x: Double) -> Double { Foundation.log1p(x) }
    /// xʸ.
    public static func raised(_ x: Double, to y: Double) -> Double { Foundation.pow(x, y) }
    /// tanh x.
    public static func hyperbolicTangent(_ x: Double) -> Double { Foundation.tanh(x) }
    /// sin x.
    public static func sine(_ x: Double) -> Double { Foundation.sin(x) }
    /// cos x.
    public static func cosine(_ x: Double) -> Double { Foundation.cos(x) }
    /// arccos x.
    public static func arccosine(_ x: Double) -> Double { Foundation.acos(x) }
    /// erf x.
    public static func errorFunction(_ x: Double) -> Double { Foundation.erf(x) }
    /// C ← op(A)·op(B) + β·C by the active BLAS.
    public static func multiply(
        _ a: Span<Double>, transposeA: Bool, _ b: Span<Double>, transposeB: Bool, m: Int, n: Int, k: Int, beta: Double,
        into c: inout MutableSpan<Double>
    ) {
        BLAS.active.multiply(a, transposeA: transposeA, b, transposeB: transposeB, m: m, n: n, k: k, beta: beta, into: &c)
    }
}
