internal import KindredMath
public import KindredNN

/// Harder negatives than a batch has, mixed of its own in the space of embeddings (Kalantidis et al., "Hard negative mixing for contrastive
/// learning", NeurIPS 2020).
///
/// For an anchor a, unit(λn₁ + (1 − λ)n₂) of two of its nearest negatives, λ drawn evenly from (0, 1); and unit(λn + (1 − λ)a), λ from
/// (½, 1), of one and the anchor itself: nearer, and still more the negative than the anchor. Gradients go through the mixing.
public struct MixedNegatives: Sendable, Hashable {
    /// Mixed negatives of each kind, as a share of the batch.
    public var share: Double
    /// The nearest negatives of an anchor that are mixed.
    public var nearest: Int

    /// - Precondition: `share >= 0`, `nearest > 1`.
    public init(share: Double = 0.5, nearest: Int = 8) {
        precondition(share >= 0 && nearest > 1, "a share of \(share) of the \(nearest) nearest")
        self.share = share
        self.nearest = nearest
    }

    /// A batch with mixed negatives after its rows, each a negative of its anchor alone; labels of what was mixed are −1.
    ///
    /// - Complexity: O(*B*² *d*).
    public func applied<Scalar: TensorScalar>(to embeddings: Variable<Scalar>, _ batch: LossBatch, seed: UInt64) -> (Variable<Scalar>, LossBatch) {
        let count = embeddings.shape[0], anchors = Int((share * Double(count)).rounded(.up))
        guard anchors > 0, case .pairs(let positive, var negative) = (batch.tuples ?? .allPairs(batch.labels)).asPairs else { return (embeddings, batch) }
        var random = SeededRandom(seed: seed, stream: UInt64(batch.iteration)), mixed: [(Int, Int, Double)] = []
        let unit = embeddings.detached().unitRows(), similar = unit.matmul(unit, transposingOther: true).value, byAnchor = Dictionary(grouping: negative, by: \.anchor)
        for anchor in random.sample(min(anchors, count), of: count) {
            let near = (byAnchor[anchor] ?? []).map(\.other).sorted { (-similar[anchor, $0], $0) < (-similar[anchor, $1], $1) }.prefix(nearest)
            guard near.count > 1 else { continue }
            let (first, second, third) = (near[random.integer(below: near.count)], near[random.integer(below: near.count)], near[random.integer(below: near.count)])
            mixed.append((first, second, random.uniform()))
            mixed.append((third, anchor, 0.5 + random.uniform() / 2))
            negative += [RowPair(anchor, count + mixed.count - 2), RowPair(anchor, count + mixed.count - 1)]
        }
        guard !mixed.isEmpty else { return (embeddings, batch) }
        let rows = embeddings.unitRows(), weights = { (value: (Double) -> Double) in Variable(Tensor(mixed.map { Scalar(value($0.2)) }, shape: [mixed.count, 1])) }
        let made = rows.gatheringRows(mixed.map(\.0)) * weights { $0 } + rows.gatheringRows(mixed.map(\.1)) * weights { 1 - $0 }
        let extended = LossBatch(
            labels: batch.labels + [Int](repeating: -1, count: mixed.count), tuples: .pairs(positive: positive, negative: negative), iteration: batch.iteration)
        return (embeddings.concatenated(with: made.unitRows(), axis: 0), extended)
    }
}
