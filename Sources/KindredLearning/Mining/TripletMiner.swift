public import KindredMath

// Semi-hard negatives after Schroff, Kalenichenko, Philbin, "FaceNet", CVPR 2015; batch-hard after Hermans, Beyer, Leibe,
// "In defense of the triplet loss", arXiv:1703.07737.

/// Which triplets of a batch a loss gets to see, told by their distances.
///
/// Of an anchor a, a positive p and a negative n, the gap is d(a, n) − d(a, p): the loss wants it above a margin m.
public struct TripletMiner: Sendable, Hashable {
    /// A choice of triplets.
    public enum Choice: String, Sendable, Hashable, CaseIterable {
        /// gap ≤ m: all that violate the margin.
        case all
        /// 0 < gap ≤ m: in the right order, but not by the margin.
        case semiHard = "semi-hard"
        /// gap ≤ 0: in the wrong order.
        case hard
        /// gap > m: nothing left to learn but for a loss with a larger margin.
        case easy
        /// One for each anchor: its farthest positive and its nearest negative.
        case batchHard = "batch-hard"
    }

    /// The choice.
    public var choice: Choice
    /// m, in units of the distances.
    public var margin: Double
    /// Whether a positive without a semi-hard negative gets its nearest easy one, as FaceNet does; for `semiHard` only.
    public var fallsBackToEasy: Bool

    /// A miner.
    public init(_ choice: Choice, margin: Double = 0.2, fallsBackToEasy: Bool = false) {
        self.choice = choice
        self.margin = margin
        self.fallsBackToEasy = fallsBackToEasy
    }

    /// The chosen triplets, by anchor, then positive, then negative. Anchors without a positive or a negative have none.
    ///
    /// - Parameter distances: B × B, smaller for nearer rows.
    /// - Precondition: as many labels as distances have rows and columns.
    /// - Complexity: O(*B*³) for few classes; batch-hard O(*B*²).
    public func triplets<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>(_ distances: Matrix<Scalar>, labels: [Int]) -> [Triplet] {
        precondition(distances.rows == labels.count && distances.columns == labels.count, "\(distances.rows) × \(distances.columns) distances of \(labels.count) rows")
        return labels.indices.flatMap { anchor in
            let positives = labels.indices.filter { $0 != anchor && labels[$0] == labels[anchor] }
            let negatives = labels.indices.filter { labels[$0] != labels[anchor] }
            return triplets(of: anchor, positives, negatives, distances)
        }
    }

    private func triplets<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>(
        of anchor: Int, _ positives: [Int], _ negatives: [Int], _ distances: Matrix<Scalar>
    ) -> [Triplet] {
        if choice == .batchHard {
            let farthest = positives.max { distances[anchor, $0] < distances[anchor, $1] }
            let nearest = negatives.min { distances[anchor, $0] < distances[anchor, $1] }
            guard let farthest, let nearest else { return [] }
            return [Triplet(anchor, farthest, nearest)]
        }
        return positives.flatMap { positive in
            let gap = { (negative: Int) in Double(distances[anchor, negative] - distances[anchor, positive]) }
            var chosen = negatives.filter { includes(gap($0)) }
            if chosen.isEmpty, choice == .semiHard, fallsBackToEasy {
                let nearest = negatives.filter { gap($0) > margin }.min { gap($0) < gap($1) }
                chosen = nearest.map { [$0] } ?? []
            }
            return chosen.map { Triplet(anchor, positive, $0) }
        }
    }

    private func includes(_ gap: Double) -> Bool {
        switch choice {
        case .all: gap <= margin
        case .semiHard: gap > 0 && gap <= margin
        case .hard: gap <= 0
        case .easy: gap > margin
        case .batchHard: false
        }
    }
}
