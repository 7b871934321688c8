public import KindredNN

/// L-1: cross-entropy of the logits Wᵀx (+ b), the baseline. L-5 with centers.
public struct SoftmaxLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// W.
    public let head: ClassHead<Scalar>
    /// b, when wanted.
    public let bias: Parameter<Scalar>?
    /// The share of the target spread over all classes.
    public var smoothing: Double

    /// Cross-entropy over a head.
    public init(_ head: ClassHead<Scalar>, hasBias: Bool = false, smoothing: Double = 0) {
        self.head = head
        bias = hasBias ? Parameter("head.bias", Tensor(repeating: 0, shape: [head.classes])) : nil
        self.smoothing = smoothing
    }

    /// W, and b when there is one.
    public var parameters: [Parameter<Scalar>] { [head.weights] + (bias.map { [$0] } ?? []) }

    /// The cross-entropy of each row. Labels are below the number of the head's columns.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let logits = embeddings.affine(head.weights.variable(), bias?.variable())
        return [LossTerms(logits.crossEntropy(batch.labels, smoothing: smoothing))]
    }
}
