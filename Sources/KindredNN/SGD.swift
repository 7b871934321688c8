// Robbins, Monro, Ann. Math. Stat. 22(3), 1951; momentum: Polyak, 1964; Nesterov's: Sutskever et al., ICML 2013, in torch's form.

/// Steps along the gradient.
///
/// With momentum b ← μb + g (b starts as g), θ ← θ − lr·b; with Nesterov's, θ ← θ − lr·(g + μb).
public struct SGD<Scalar: TensorScalar>: Optimizer {
    /// What it moves.
    public let parameters: [Parameter<Scalar>]
    /// The length of a step.
    public var learningRate: Scalar
    /// μ; 0 for none.
    public let momentum: Scalar
    /// Whether the gradient looks one step of momentum ahead.
    public let isNesterov: Bool
    /// λ: λθ is added to the gradient.
    public let weightDecay: Scalar

    private var steps: [[Scalar]]

    /// An optimiser at rest.
    ///
    /// - Precondition: Nesterov's form needs momentum.
    public init(
        _ parameters: [Parameter<Scalar>], learningRate: Scalar = 0.01, momentum: Scalar = 0, nesterov: Bool = false,
        weightDecay: Scalar = 0
    ) {
        precondition(!nesterov || momentum > 0, "Nesterov's momentum of \(momentum)")
        self.parameters = parameters
        self.learningRate = learningRate
        self.momentum = momentum
        isNesterov = nesterov
        self.weightDecay = weightDecay
        steps = parameters.map { momentum > 0 ? [Scalar](repeating: 0, count: $0.value.count) : [] }
    }

    /// Moves each parameter that has a gradient.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public mutating func step() {
        let (rate, mu) = (learningRate, momentum)
        for (place, parameter) in parameters.enumerated() {
            guard var direction = decayedGradient(of: parameter, weightDecay) else { continue }
            if mu > 0 {
                update(&steps[place], with: direction) { mu * $0 + $1 }
                direction = isNesterov ? zipped(direction, steps[place]) { $0 + mu * $1 } : steps[place]
            }
            update(&parameter.value.scalars, with: direction) { $0 - rate * $1 }
        }
    }
}

extension SGD {
    /// What it remembers between steps, for a checkpoint.
    public var state: [Tensor<Scalar>] {
        get { steps.map { Tensor($0, shape: [$0.count]) } }
        set {
            precondition(newValue.map(\.count) == steps.map(\.count), "a state of other parameters")
            steps = newValue.map(\.scalars)
        }
    }
}
