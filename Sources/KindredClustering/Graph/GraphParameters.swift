public import KindredSimilarity

/// Which points a similarity graph joins, and how strongly.
///
///     GraphParameters(.nearest(10))                                       // ten neighbors, the point itself counted
///     GraphParameters(.full, weight: .gaussian(gamma: 50))
///     GraphParameters(.full, weight: .similarity, measure: .cosine, threshold: 0.3)
public struct GraphParameters: Sendable, Hashable {
    /// Which points an edge joins.
    public enum Structure: Sendable, Hashable {
        /// Every pair.
        case full
        /// Pairs at most this far apart.
        case radius(Double)
        /// A point and its nearest, itself counted as one of them, as scikit-learn counts. The union averages both directions, so an edge
        /// that only one of two points wants has half the weight; mutual keeps the edges that both want.
        case nearest(Int, mutual: Bool = false)
    }

    /// What an edge weighs.
    public enum Weight: Sendable, Hashable {
        /// 1.
        case connectivity
        /// exp(−γ d²) with γ = 1/(2σ²); without γ, σ is the median distance of at most 1,000 sampled pairs.
        case gaussian(gamma: Double? = nil)
        /// The similarity itself, negative ones as 0.
        case similarity
        /// The largest distance of an edge less the distance.
        case complement
    }

    /// Which points an edge joins.
    public var structure: Structure
    /// What an edge weighs.
    public var weight: Weight
    /// What "near" means.
    public var measure: Measure
    /// Weights below this become 0; degrees are those of what is left.
    public var threshold: Double?
    /// Whether weights are divided by the largest of them, before the threshold.
    public var isScaled: Bool
    /// Of the sample that an automatic γ is drawn from.
    public var seed: UInt64

    /// Parameters of a graph.
    public init(
        _ structure: Structure, weight: Weight = .connectivity, measure: Measure = .euclidean, threshold: Double? = nil,
        isScaled: Bool = false, seed: UInt64 = 0
    ) {
        self.structure = structure
        self.weight = weight
        self.measure = measure
        self.threshold = threshold
        self.isScaled = isScaled
        self.seed = seed
    }

    /// - Throws: `invalidParameter` naming the value and its range, or a weight that the measure does not have.
    public func validate() throws(ClusteringError) {
        switch structure {
        case .nearest(let k, _) where k < 2:
            throw ClusteringError(.invalidParameter, "neighbors are \(k): at least 2 are needed, the point itself is one of them")
        case .radius(let radius) where !(radius > 0 && radius.isFinite):
            throw ClusteringError(.invalidParameter, "the radius is \(radius): a positive number is needed")
        case .radius where measure.kind == .similarity:
            throw ClusteringError(.invalidParameter, "a graph of radius needs a distance, and \(measure) is a similarity: use a threshold")
        default: break
        }
        try validateWeight()
        if let threshold, !(threshold >= 0 && threshold.isFinite) {
            throw ClusteringError(.invalidParameter, "the threshold is \(threshold): a number of at least 0 is needed")
        }
    }

    private func validateWeight() throws(ClusteringError) {
        switch weight {
        case .gaussian(let gamma?) where !(gamma > 0 && gamma.isFinite):
            throw ClusteringError(.invalidParameter, "gamma is \(gamma): a positive number is needed")
        case .gaussian where measure.kind == .similarity, .complement where measure.kind == .similarity:
            throw ClusteringError(.invalidParameter, "\(measure) is a similarity: it weighs edges as it is, without a conversion")
        case .similarity where measure.kind == .distance:
            throw ClusteringError(
                .invalidParameter, "\(measure) is a distance, where larger is farther: weigh edges by a Gaussian of it or by the complement")
        case .connectivity where structure == .full:
            throw ClusteringError(.invalidParameter, "a full graph whose edges all weigh the same has no clusters: choose a weight")
        default: break
        }
    }
}
