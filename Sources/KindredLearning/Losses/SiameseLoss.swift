public import KindredNN

/// L-3: whether two rows are of one class, by a weighted distance of their components: σ(w·|e₁ − e₂| + b).
///
/// Koch, Zemel, Salakhutdinov, "Siamese neural networks for one-shot image recognition", 2015. Binary cross-entropy; positive
/// and negative pairs are averaged apart and count alike, however many there are of each.
public struct SiameseLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// w, d × 1: negative where a difference speaks against one class.
    public let weights: Parameter<Scalar>
    /// b.
    public let bias: Parameter<Scalar>

    /// A loss with w = −1 and b = 1: near rows are alike.
    public init(dimension: Int) {
        weights = Parameter("siamese.weight", Tensor(repeating: -1, shape: [dimension, 1]))
        bias = Parameter("siamese.bias", Tensor(repeating: 1, shape: [1]))
    }

    /// w and b.
    public var parameters: [Parameter<Scalar>] { [weights, bias] }

    /// The cross-entropy of each pair, once however it is turned: those of one class, and those of two.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let pairs = batch.pairs
        let positive = pairs.positive.onceEach, negative = pairs.negative.onceEach
        return [(positive, true), (negative, false)].filter { !$0.0.isEmpty }.map { pairs, isSame in
            LossTerms(logits(embeddings, pairs).binaryCrossEntropy(isSame), weights: pairs.weights, factor: 0.5)
        }
    }

    private func logits(_ embeddings: Variable<Scalar>, _ pairs: [RowPair]) -> Variable<Scalar> {
        let differences = embeddings.gatheringRows(pairs.map(\.anchor)) - embeddings.gatheringRows(pairs.map(\.other))
        return differences.absolute().affine(weights.variable(), bias.variable()).reshaped([pairs.count])
    }
}

extension Variable {
    /// −ln σ(z) for pairs of one class, −ln(1 − σ(z)) for others: ln(1 + e^∓z).
    func binaryCrossEntropy(_ isSame: Bool) -> Variable { (isSame ? -self : self).softplus() }
}

extension [RowPair] {
    /// Without those that are another one turned round.
    var onceEach: [RowPair] {
        var seen: Set<[Int]> = []
        return filter { seen.insert([Swift.min($0.anchor, $0.other), Swift.max($0.anchor, $0.other)]).inserted }
    }
}
