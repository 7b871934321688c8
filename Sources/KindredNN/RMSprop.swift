// Tieleman, Hinton, "Lecture 6.5: RMSprop", Coursera, 2012; centred after Graves, arXiv 1308.0850, 2013. What is averaged is the
// square of the gradient, not of the update. Two libraries, two readings of ε: both are here.

/// Steps divided by a moving root mean square of the gradient.
///
/// With v ← ρv + (1 − ρ)g², θ ← θ − lr·g/(√v + ε). v starts at 0, so the first step is lr/√(1 − ρ) long: ten times lr for ρ = 0.99.
public struct RMSprop<Scalar: TensorScalar>: Optimizer {
    /// Where ε stands and what the momentum adds up.
    public enum Style: Sendable {
        /// g/(√v + ε); the momentum adds up quotients.
        case torch
        /// g/√(v + ε); the momentum adds up steps, which include the rate.
        case keras
    }

    /// What it moves.
    public let parameters: [Parameter<Scalar>]
    /// The length of a step.
    public var learningRate: Scalar
    /// ρ, the share of the past in the moving averages.
    public let decay: Scalar
    /// ε.
    public let epsilon: Scalar
    /// μ, the share of the last step in the next; 0 for none.
    public let momentum: Scalar
    /// Whether the mean gradient is taken off: √(v − m²), with v − m² clamped at 0.
    public let isCentred: Bool
    /// λ: λθ is added to the gradient.
    public let weightDecay: Scalar
    /// Which library's reading.
    public let style: Style

    private var squares: [[Scalar]]
    private var means: [[Scalar]]
    private var steps: [[Scalar]]

    /// An optimiser at rest. Rate, ρ and ε are by default those of the style: 0.01, 0.99, 10⁻⁸, or 0.001, 0.9, 10⁻⁷.
    public init(
        _ parameters: [Parameter<Scalar>], learningRate: Scalar? = nil, decay: Scalar? = nil, epsilon: Scalar? = nil,
        momentum: Scalar = 0, centred: Bool = false, weightDecay: Scalar = 0, style: Style = .torch
    ) {
        let isKeras = style == .keras
        self.parameters = parameters
        self.learningRate = learningRate ?? (isKeras ? 0.001 : 0.01)
        self.decay = decay ?? (isKeras ? 0.9 : 0.99)
        self.epsilon = epsilon ?? (isKeras ? 1e-7 : 1e-8)
        self.momentum = momentum
        self.isCentred = centred
        self.weightDecay = weightDecay
        self.style = style
        squares = parameters.map { [Scalar](repeating: 0, count: $0.value.count) }
        means = centred ? squares : parameters.map { _ in [] }
        steps = momentum > 0 ? squares : parameters.map { _ in [] }
    }

    /// Moves each parameter that has a gradient.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public mutating func step() {
        let (rho, epsilon, rate, mu) = (decay, epsilon, learningRate, momentum)
        let isInside = style == .keras
        for (place, parameter) in parameters.enumerated() {
            guard let gradient = decayedGradient(of: parameter, weightDecay) else { continue }
            if !isCentred && mu == 0 && !isInside {
                // The usual case, in one pass over the memory.
                stepRMSprop(&squares[place], &parameter.value.scalars, gradient, decay: rho, rate: rate, epsilon: epsilon)
                continue
            }
            update(&squares[place], with: gradient) { rho * $0 + (1 - rho) * $1 * $1 }
            var quotient: [Scalar]
            if isCentred {
                update(&means[place], with: gradient) { rho * $0 + (1 - rho) * $1 }
                let spread = zipped(squares[place], means[place]) { max($0 - $1 * $1, 0) }
                quotient = zipped(gradient, spread) { isInside ? $0 / ($1 + epsilon).squareRoot() : $0 / ($1.squareRoot() + epsilon) }
            } else if isInside {
                quotient = zipped(gradient, squares[place]) { $0 / ($1 + epsilon).squareRoot() }
            } else {
                quotient = zipped(gradient, squares[place]) { $0 / ($1.squareRoot() + epsilon) }
            }
            if mu > 0 {
                let factor = isInside ? rate : 1
                update(&steps[place], with: quotient) { mu * $0 + factor * $1 }
                quotient = steps[place]
            }
            let length = mu > 0 && isInside ? 1 : rate
            update(&parameter.value.scalars, with: quotient) { $0 - length * $1 }
        }
    }
}

extension RMSprop {
    /// What it remembers between steps, for a checkpoint.
    public var state: [Tensor<Scalar>] {
        get { (squares + means + steps).map { Tensor($0, shape: [$0.count]) } }
        set {
            precondition(newValue.map(\.count) == (squares + means + steps).map(\.count), "a state of other parameters")
            let arrays = newValue.map(\.scalars), count = squares.count
            (squares, means, steps) = (Array(arrays[..<count]), Array(arrays[count..<2 * count]), Array(arrays[(2 * count)...]))
        }
    }
}

/// The gradient of a parameter with λθ added; nil when it has none.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func decayedGradient<Scalar: TensorScalar>(of parameter: Parameter<Scalar>, _ weightDecay: Scalar) -> [Scalar]? {
    guard let gradient = parameter.gradient else { return nil }
    guard weightDecay != 0 else { return gradient.scalars }
    return zipped(gradient.scalars, parameter.value.scalars) { $0 + weightDecay * $1 }
}
