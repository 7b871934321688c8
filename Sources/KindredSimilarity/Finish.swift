/// The closed form that makes a measure's value of a reduction and of the two prepared norms.
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

    /// Whether the norms enter; otherwise any may be passed.
    public var usesNorms: Bool {
        switch self {
        case .cosine: true
        default: false
        }
    }

    /// The measure's value.
    ///
    /// - Parameters:
    ///   - reduction: what the form's reduction gave for the two prepared vectors.
    ///   - queryNorm: `MeasureForm.norm(of:)` of the prepared query.
    ///   - rowNorm: the same of the prepared row.
    /// - Complexity: O(1).
    public func callAsFunction(_ reduction: Float, queryNorm: Float, rowNorm: Float) -> Float {
        switch self {
        case .identity: reduction
        case .squareRoot: max(reduction, 0).squareRoot()
        case .cosine: Cosine.finish(reduction, queryNorm, rowNorm)
        case .cosineOfUnit: min(max(reduction, -1), 1)
        case .cosineOfChord: min(max(1 - reduction / 2, -1), 1)
        }
    }
}
