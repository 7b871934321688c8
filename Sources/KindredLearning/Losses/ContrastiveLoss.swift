public import KindredNN

// Hadsell, Chopra, LeCun, "Dimensionality reduction by learning an invariant mapping", CVPR 2006. Ours by default as
// pytorch-metric-learning has it: distances not squared, unit embeddings, positives and negatives averaged apart.

/// L-2: rows of one class are drawn together up to a margin, others are pushed apart up to another.
///
/// max(0, d − m₊) of positive pairs and max(0, m₋ − d) of negative ones, each kind averaged over its terms above 0, added.
public struct ContrastiveLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// m₊: positive pairs nearer than this cost nothing.
    public var positiveMargin: Double
    /// m₋: negative pairs farther than this cost nothing.
    public var negativeMargin: Double
    /// d.
    public var distance: EmbeddingDistance
    /// How terms become one number: by the mean of those above 0.
    public var reducer: Reducer

    /// A contrastive loss.
    public init(
        positiveMargin: Double = 0, negativeMargin: Double = 1, distance: EmbeddingDistance = .unitEuclidean, reducer: Reducer = .averageNonZero
    ) {
        self.positiveMargin = positiveMargin
        self.negativeMargin = negativeMargin
        self.distance = distance
        self.reducer = reducer
    }

    /// Positive pairs apart from negative ones.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let distances = distance.distances(embeddings), pairs = batch.pairs
        let positive = (distances.gathering(pairs.positive) - Scalar(positiveMargin)).relu()
        let negative = (Scalar(negativeMargin) - distances.gathering(pairs.negative)).relu()
        return [LossTerms(positive, weights: pairs.positive.weights), LossTerms(negative, weights: pairs.negative.weights)]
    }
}

/// L-2 as first published: ½d² of positive and ½max(0, m − d)² of negative pairs, the mean over all pairs of the batch.
public struct SquaredContrastiveLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// m.
    public var margin: Double
    /// d.
    public var distance: EmbeddingDistance

    /// A squared contrastive loss, of the embeddings as they are by default.
    public init(margin: Double = 1, distance: EmbeddingDistance = .euclidean) {
        self.margin = margin
        self.distance = distance
    }

    /// One term for each pair.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let distances = distance.distances(embeddings), pairs = batch.pairs
        let positive = distances.gathering(pairs.positive).squared() * 0.5
        let negative = (Scalar(margin) - distances.gathering(pairs.negative)).relu().squared() * 0.5
        return [LossTerms(positive.concatenated(with: negative, axis: 0), weights: (pairs.positive + pairs.negative).weights)]
    }
}

extension [RowPair] {
    /// Weights, when one is not 1.
    var weights: [Double]? { contains { $0.weight != 1 } ? map(\.weight) : nil }
}
