// Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015; decoupled decay: Loshchilov, Hutter, ICLR 2019 (AdamW).

/// Steps along a moving mean of the gradient, over a moving root mean square, both corrected for their start at 0.
///
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − lr·(m/(1 − β₁ᵗ))/(√(v/(1 − β₂ᵗ)) + ε).
public struct Adam<Scalar: TensorScalar>: Optimizer {
    /// What it moves.
    public let parameters: [Parameter<Scalar>]
    /// The length of a step.
    public var learningRate: Scalar
    /// β₁ and β₂.
    public let decays: (mean: Scalar, square: Scalar)
    /// ε.
    public let epsilon: Scalar
    /// λ.
    public let weightDecay: Scalar
    /// Whether θ shrinks by lr·λθ beside the step (AdamW), rather than λθ being added to the gradient.
    public let isDecoupled: Bool

    private var means: [[Scalar]]
    private var squares: [[Scalar]]
    private var time = 0

    /// An optimiser at rest; `decoupled` makes it AdamW.
    public init(
        _ parameters: [Parameter<Scalar>], learningRate: Scalar = 0.001, decays: (mean: Scalar, square: Scalar) = (0.9, 0.999),
        epsilon: Scalar = 1e-8, weightDecay: Scalar = 0, decoupled: Bool = false
    ) {
        self.parameters = parameters
        self.learningRate = learningRate
        self.decays = decays
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        isDecoupled = decoupled
        means = parameters.map { [Scalar](repeating: 0, count: $0.value.count) }
        squares = means
    }

    /// Moves each parameter that has a gradient.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public mutating func step() {
        time += 1
        let (first, second) = decays, epsilon = epsilon
        let rate = learningRate / (1 - Scalar.raised(first, to: Scalar(time)))
        let correction = 1 / (1 - Scalar.raised(second, to: Scalar(time))).squareRoot()
        for (place, parameter) in parameters.enumerated() {
            guard let gradient = decayedGradient(of: parameter, isDecoupled ? 0 : weightDecay) else { continue }
            if isDecoupled && weightDecay != 0 {
                let kept = 1 - learningRate * weightDecay
                update(&parameter.value.scalars) { $0 * kept }
            }
            stepAdam(
                &means[place], &squares[place], &parameter.value.scalars, gradient, decays: (first, second), rate: rate,
                correction: correction, epsilon: epsilon)
        }
    }
}

extension Adam {
    /// What it remembers between steps, for a checkpoint.
    public var state: [Tensor<Scalar>] {
        get { (means + squares).map { Tensor($0, shape: [$0.count]) } + [Tensor([Scalar(time)], shape: [1])] }
        set {
            precondition(newValue.map(\.count) == (means + squares).map(\.count) + [1], "a state of other parameters")
            means = newValue.prefix(means.count).map(\.scalars)
            squares = newValue.dropFirst(means.count).prefix(squares.count).map(\.scalars)
            time = Int(newValue[newValue.count - 1].scalars[0])
        }
    }
}
