/// What training moves: a tensor with a name and the gradient collected for it.
///
/// A class, so that a layer and an optimiser speak of the same numbers. Used by one thread at a time.
public final class Parameter<Scalar: TensorScalar> {
    /// Its name in a checkpoint, as in `conv1.weight`.
    public var name: String
    /// The numbers.
    public var value: Tensor<Scalar>
    /// The gradient collected since the last `clearGradient()`, of the shape of `value`.
    public var gradient: Tensor<Scalar>?

    /// A parameter of a value.
    public init(_ name: String, _ value: Tensor<Scalar>) {
        self.name = name
        self.value = value
    }

    /// A leaf that stands for this parameter in one pass: its gradient is added to ours.
    public func variable() -> Variable<Scalar> { Variable(of: self) }

    /// Forgets the gradient.
    public func clearGradient() { gradient = nil }

    /// Adds to the gradient.
    ///
    /// - Precondition: `part` has the shape of the value.
    public func add(_ part: Tensor<Scalar>) {
        precondition(part.shape == value.shape, "a gradient of shape \(part.shape) for \(name) of \(value.shape)")
        guard var total = gradient else {
            gradient = part
            return
        }
        gradient = nil
        KindredNN.add(part, to: &total)
        gradient = total
    }
}
