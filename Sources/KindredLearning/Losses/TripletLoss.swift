public import KindredNN

// Schroff, Kalenichenko, Philbin, "FaceNet: a unified embedding for face recognition and clustering", CVPR 2015. Distances are
// not squared; the swap is that of Balntas et al., "Learning local feature descriptors with triplets", BMVC 2016.

/// L-4: an anchor's positive shall be nearer than its negative, by a margin: max(0, m + d(a, p) − d(a, n)).
public struct TripletLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// m.
    public var margin: Double
    /// Whether d(a, n) is replaced by d(p, n) where that is smaller.
    public var swapsAnchor: Bool
    /// Whether ln(1 + eˣ) stands for max(0, x): then no triplet is ever done with.
    public var isSmooth: Bool
    /// d.
    public var distance: EmbeddingDistance
    /// How terms become one number: by the mean of those above 0.
    public var reducer: Reducer

    /// A triplet loss.
    public init(
        margin: Double = 0.05, swapsAnchor: Bool = false, isSmooth: Bool = false, distance: EmbeddingDistance = .unitEuclidean,
        reducer: Reducer = .averageNonZero
    ) {
        self.margin = margin
        self.swapsAnchor = swapsAnchor
        self.isSmooth = isSmooth
        self.distance = distance
        self.reducer = reducer
    }

    /// One term for each triplet chosen, or for every one of the batch.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        let triplets = batch.triplets, distances = distance.distances(embeddings)
        let positive = distances.gathering(triplets.map { RowPair($0.anchor, $0.positive) })
        var negative = distances.gathering(triplets.map { RowPair($0.anchor, $0.negative) })
        if swapsAnchor { negative = negative.minimum(distances.gathering(triplets.map { RowPair($0.positive, $0.negative) })) }
        let violation = positive - negative + Scalar(margin)
        return [LossTerms(isSmooth ? violation.softplus() : violation.relu(), weights: triplets.contains { $0.weight != 1 } ? triplets.map(\.weight) : nil)]
    }
}
