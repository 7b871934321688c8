public import KindredMath

/// Convolution 3 × 3 that keeps the size → batch normalisation → ReLU → the largest of squares 2 × 2, if wanted.
///
/// The convolution has no bias: the normalisation would take it off again.
public final class ConvolutionBlock<Scalar: TensorScalar>: Layer {
    /// 3 × 3 × channels × outputs.
    public let weight: Parameter<Scalar>
    /// The normalisation after the convolution.
    public let normalisation: BatchNormalisation<Scalar>
    /// Whether squares of 2 × 2 are pooled.
    public let isPooled: Bool
    private var spare: BlockTrace<Scalar>?

    /// A block of windows drawn after He.
    public init(_ name: String = "block", channels: Int, outputs: Int, pooled: Bool = true, _ random: inout SeededRandom) {
        let drawn = Initializer.he.tensor(
            Scalar.self, shape: [3, 3, channels, outputs], fanIn: 9 * channels, fanOut: 9 * outputs, &random)
        weight = Parameter(name + ".convolution.weight", drawn)
        normalisation = BatchNormalisation(name + ".norm", columns: outputs)
        isPooled = pooled
    }

    /// What training moves.
    public var parameters: [Parameter<Scalar>] { [weight] + normalisation.parameters }
    /// What evaluation reads and no gradient moves.
    public var statistics: [Parameter<Scalar>] { normalisation.statistics }

    /// - Precondition: `x` is batch × height × width × channels, at least 2 × 2 when pooled.
    public func callAsFunction(_ x: Variable<Scalar>, _ pass: Pass) -> Variable<Scalar> {
        let norm = normalisation
        let statistics = pass.isTraining ? nil : (mean: norm.mean.value.scalars, variance: norm.variance.value.scalars)
        let (result, moments) = x.convolutionBlock(
            weight.variable(), norm.scale.variable(), norm.shift.variable(), pooled: isPooled, epsilon: norm.epsilon,
            statistics: statistics, threads: pass.threads, reusing: &spare)
        if pass.isTraining { norm.follow(moments) }
        return result
    }
}
