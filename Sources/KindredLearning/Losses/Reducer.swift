public import KindredNN

/// How many terms become one number.
public enum Reducer: String, Sendable, Hashable, CaseIterable {
    /// Their mean.
    case mean
    /// The mean of those above 0; 0 when there are none. Satisfied terms then do not water down the others.
    case averageNonZero = "avg-nonzero"
    /// Their sum.
    case sum

    /// One number of shape [] from at least one term, each times its weight.
    public func reduce<Scalar: TensorScalar>(_ terms: LossTerms<Scalar>) -> Variable<Scalar> {
        var values = terms.values
        let positive = values.value.scalars.count { $0 > 0 }
        if let weights = terms.weights { values = values * Variable(Tensor(weights.map { Scalar($0) }, shape: values.shape)) }
        switch self {
        case .mean: return values.mean()
        case .averageNonZero: return values.sum() / Scalar(max(1, positive))
        case .sum: return values.sum()
        }
    }
}
