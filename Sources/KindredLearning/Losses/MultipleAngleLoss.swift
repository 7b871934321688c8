public import KindredNN

// L-7 Liu et al., "Large-margin softmax loss", ICML 2016; L-8 Liu et al., "SphereFace", CVPR 2017.

/// λ(t) = max(least, base·(1 + γt)^−power): how much of the plain cosine is mixed in, so that training gets off the ground.
public struct Annealing: Sendable, Hashable {
    /// λ before the first step.
    public var base: Double
    /// γ.
    public var rate: Double
    /// The exponent.
    public var power: Double
    /// What λ never falls below.
    public var least: Double

    /// The schedule of the SphereFace authors.
    public init(base: Double = 1000, rate: Double = 0.12, power: Double = 1, least: Double = 5) {
        self.base = base
        self.rate = rate
        self.power = power
        self.least = least
    }

    /// λ at a step, from 1.
    public func weight(at iteration: Int) -> Double {
        max(least, base * Double.raised(1 + rate * Double(iteration), to: -power))
    }
}

/// L-7 and L-8: the angle to the own class counts m-fold.
///
/// The own logit is |x|·(λ·cos θ + ψ(θ))/(1 + λ), the others |x|·cos θ, each times the norm of its column for L-Softmax;
/// ψ(θ) = (−1)ᵏ cos mθ − 2k for θ in [kπ/m, (k+1)π/m], which falls from 1 to 1 − 2m without a step.
public struct MultipleAngleLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// W.
    public let head: ClassHead<Scalar>
    /// m, at least 1.
    public var multiple: Int
    /// Whether columns count as of unit norm (SphereFace), or by their norms (L-Softmax).
    public var hasUnitColumns: Bool
    /// λ; nil for none, which hardly ever learns from scratch for m > 2.
    public var annealing: Annealing?

    /// A loss over a head.
    public init(_ head: ClassHead<Scalar>, multiple: Int = 4, hasUnitColumns: Bool, annealing: Annealing? = Annealing()) {
        precondition(multiple > 0, "an angle taken \(multiple) times")
        self.head = head
        self.multiple = multiple
        self.hasUnitColumns = hasUnitColumns
        self.annealing = annealing
    }

    /// The head's.
    public var parameters: [Parameter<Scalar>] { [head.weights] }

    /// The cross-entropy of each row, λ being that of the batch's iteration.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let cosines = head.cosines(embeddings), own = cosines.atLabels(batch.labels)
        let lambda = Scalar(annealing?.weight(at: batch.iteration) ?? 0)
        let target = (own * lambda + Self.psi(own, multiple)) / (1 + lambda)
        var logits = cosines.replacing(own, by: target, at: batch.labels) * embeddings.rowNorms().reshaped([batch.labels.count, 1])
        if !hasUnitColumns { logits = logits * head.weights.variable().transposed().rowNorms() }
        return [LossTerms(logits.crossEntropy(batch.labels))]
    }

    /// ψ of cosines, by the polynomial of cos mθ; k is a constant to the gradient.
    static func psi(_ cosines: Variable<Scalar>, _ multiple: Int) -> Variable<Scalar> {
        var before = cosines.zeros + 1, power = cosines
        for _ in 1..<multiple { (before, power) = (power, cosines * power * 2 - before) }
        let turns = cosines.value.scalars.map { cosine in
            min(multiple - 1, Int(Scalar.arccosine(max(-1, min(1, cosine))) * Scalar(multiple) / .pi))
        }
        let signs = Variable(Tensor<Scalar>(turns.map { $0 % 2 == 0 ? 1 : -1 }, shape: cosines.shape))
        return power * signs - Variable(Tensor<Scalar>(turns.map { Scalar(2 * $0) }, shape: cosines.shape))
    }
}
