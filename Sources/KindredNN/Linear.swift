public import KindredMath

/// x·W + b.
///
/// The weight is stored inputs × outputs; torch's is the transpose.
public final class Linear<Scalar: TensorScalar>: Layer {
    /// W, inputs × outputs.
    public let weight: Parameter<Scalar>
    /// b, of shape [outputs].
    public let bias: Parameter<Scalar>?

    /// A layer of weights drawn by `initializer`; the bias begins at 0.
    public init(
        _ name: String = "linear", inputs: Int, outputs: Int, bias: Bool = true, initializer: Initializer = .he,
        _ random: inout SeededRandom
    ) {
        precondition(inputs > 0 && outputs > 0, "a linear map from \(inputs) to \(outputs)")
        let drawn = initializer.tensor(Scalar.self, shape: [inputs, outputs], fanIn: inputs, fanOut: outputs, &random)
        weight = Parameter(name + ".weight", drawn)
        self.bias = bias ? Parameter(name + ".bias", Tensor(repeating: 0, shape: [outputs])) : nil
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { [weight] + (bias.map { [$0] } ?? []) }

    /// - Precondition: `x` has shape [batch, inputs].
    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        x.affine(weight.variable(), bias?.variable(), threads: pass.threads)
    }
}
