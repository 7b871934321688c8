/// Drops elements in training, scaling up the rest; the identity in evaluation.
public final class Dropout<Scalar: TensorScalar>: Layer {
    /// The share dropped, in [0, 1).
    public let rate: Scalar

    /// - Precondition: `rate` is in [0, 1).
    public init(_ rate: Scalar) {
        precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate) is not in [0, 1)")
        self.rate = rate
    }

    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        pass.isTraining ? x.dropout(rate, &pass.random) : x
    }
}
