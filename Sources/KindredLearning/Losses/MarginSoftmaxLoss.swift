public import KindredNN

// L-6 Wang et al., "NormFace", ACM MM 2017; Zhai, Wu, BMVC 2019. L-9 Wang et al., "CosFace", and Wang et al., "Additive margin
// softmax", 2018. L-10 Deng et al., "ArcFace", CVPR 2019. L-11 Li et al., "AirFace", ICCVW 2019. L-12 as in the ArcFace paper.

/// What becomes of the cosine between a row and the column of its own class.
public enum AngularMargin: Sendable, Hashable {
    /// It stays.
    case none
    /// cos θ − m.
    case cosine(Double)
    /// cos(θ + m), m in radians; past θ = π − m, where that would rise again, cos θ − m·sin m. Easy: only where cos θ > 0.
    case angle(Double, isEasy: Bool = false)
    /// (π − 2(θ + m))/π, and (π − 2θ)/π for the other classes: linear in the angle.
    case linear(Double)
    /// cos(m₁θ + m₂) − m₃, guarded as `angle` when m₁ = 1.
    case combined(Double, Double, Double)
}

/// L-6 and L-9 … L-12: cross-entropy of scaled cosines, with a margin that the own class has to win by.
public struct MarginSoftmaxLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// W.
    public let head: ClassHead<Scalar>
    /// The margin.
    public var margin: AngularMargin
    /// s, what cosines are multiplied by; 1/T. Below ln(C − 1)·(C − 1)/C or so the loss cannot become small.
    public var scale: Double
    /// The share of the target spread over all classes.
    public var smoothing: Double

    /// A loss over a head.
    public init(_ head: ClassHead<Scalar>, margin: AngularMargin = .none, scale: Double, smoothing: Double = 0) {
        self.head = head
        self.margin = margin
        self.scale = scale
        self.smoothing = smoothing
    }

    /// The head's.
    public var parameters: [Parameter<Scalar>] { [head.weights] }

    /// The cross-entropy of each row. Labels are below the number of the head's columns.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let logits = logits(head.cosines(embeddings), batch.labels) * Scalar(scale)
        return [LossTerms(logits.crossEntropy(batch.labels, smoothing: smoothing))]
    }

    private func logits(_ cosines: Variable<Scalar>, _ labels: [Int]) -> Variable<Scalar> {
        let own = cosines.atLabels(labels)
        switch margin {
        case .none: return cosines
        case .cosine(let m): return cosines.replacing(own, by: own - Scalar(m), at: labels)
        case .angle(let m, let isEasy): return cosines.replacing(own, by: Self.widened(own, by: m, isEasy: isEasy), at: labels)
        case .combined(1, let m2, let m3): return cosines.replacing(own, by: Self.widened(own, by: m2, isEasy: false) - Scalar(m3), at: labels)
        case .combined(let m1, let m2, let m3):
            return cosines.replacing(own, by: (own.arccosine() * Scalar(m1) + Scalar(m2)).cosine() - Scalar(m3), at: labels)
        case .linear(let m):
            let straight = 1 - cosines.arccosine() * Scalar(2 / Double.pi), ownStraight = straight.atLabels(labels)
            return straight.replacing(ownStraight, by: ownStraight - Scalar(2 * m / Double.pi), at: labels)
        }
    }

    /// cos(θ + m) = c·cos m − √(1 − c²)·sin m, with the guard.
    private static func widened(_ c: Variable<Scalar>, by margin: Double, isEasy: Bool) -> Variable<Scalar> {
        let m = Scalar(margin), inside = c.clamped(to: (-1 + 1e-7)...(1 - 1e-7))
        let sum = inside * Scalar.cosine(m) - (1 - inside.squared()).squareRoot() * Scalar.sine(m)
        let turn = isEasy ? 0 : Scalar.cosine(Scalar.pi - m)
        return sum.where(c.value.scalars.map { $0 > turn }, else: isEasy ? c : c - m * Scalar.sine(m))
    }
}
