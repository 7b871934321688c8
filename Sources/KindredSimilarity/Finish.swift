/// The closed form that makes a measure's value of a reduction and of the two prepared norms.
///
/// Each case's formula stands in the file of the measure that needs it. It never answers NaN: where sums of products overflowed
/// Float32 in both directions (components beyond 1e18) nothing is known and it answers 0; `Measure.value(_:_:)` computes such
/// pairs in Float64.
public enum Finish: Sendable, Hashable {
    /// The reduction is the value.
    case identity
    /// √r: Euclidean, Mahalanobis.
    case squareRoot
    /// r/(ab), of a dot product and norms.
    case cosine
    /// The dot product of unit vectors, clamped to [−1, 1].
    case cosineOfUnit
    /// 1 − r/2, of the squared distance of unit vectors.
    case cosineOfChord
    /// The angle of unit vectors, of their squared distance; the norms tell zero vectors.
    case angleOfChord
    /// The angle, of a dot product and norms; to about 3e-4 near 0.
    case angleOfDot
    /// 2 asinh √(r/(ab)), of a squared distance and the "norms" 1 − |x|².
    case poincare
    /// r/√((a²+b²)/2), of a dot product.
    case ndd
    /// r/log(1+ab), of a dot product.
    case logScaled
    /// (a²+b²−r)/2/(√r+1), of a squared distance.
    case hybrid
    /// exp(−scale·r), of a squared distance.
    case gaussian(scale: Double)
    /// r/(a²+b²−r), of a dot product of zeros and ones.
    case jaccard
    /// (a²+b²−r)/2: the dot product behind a squared distance.
    case dotOfDistance

    /// Whether the norms enter; otherwise any may be passed.
    public var usesNorms: Bool {
        switch self {
        case .identity, .squareRoot, .cosineOfUnit, .cosineOfChord, .gaussian: false
        case .cosine, .angleOfChord, .angleOfDot, .poincare, .ndd, .logScaled, .hybrid, .jaccard, .dotOfDistance: true
        }
    }

    /// The measure's value.
    ///
    /// - Parameters:
    ///   - reduction: what the form's reduction gave for the two prepared vectors.
    ///   - queryNorm: `MeasureForm.norm(of:)` of the prepared query.
    ///   - rowNorm: the same of the prepared row.
    /// - Complexity: O(1).
    public func callAsFunction(_ reduction: Float, queryNorm a: Float, rowNorm b: Float) -> Float {
        let value = value(reduction, a, b)
        return value.isNaN ? 0 : value
    }

    private func value(_ reduction: Float, _ a: Float, _ b: Float) -> Float {
        switch self {
        case .identity: reduction
        case .squareRoot: max(reduction, 0).squareRoot()
        case .cosine: Cosine.finish(reduction, a, b)
        case .cosineOfUnit: Cosine.clamped(reduction)
        case .cosineOfChord: Cosine.clamped(1 - reduction / 2)
        case .angleOfChord: Angular.finish(chord: reduction, a, b)
        case .angleOfDot: Angular.finish(dot: reduction, a, b)
        case .poincare: Poincare.finish(reduction, a, b)
        case .ndd: NDD.finish(reduction, a, b)
        case .logScaled: LogScaled.finish(reduction, a, b)
        case .hybrid: Hybrid.finish(reduction, a, b)
        case .gaussian(let scale): Gaussian.finish(reduction, scale)
        case .jaccard: Jaccard.finish(reduction, a, b)
        case .dotOfDistance: (a * a + b * b - reduction) / 2
        }
    }
}
