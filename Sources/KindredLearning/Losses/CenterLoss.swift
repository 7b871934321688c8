public import KindredNN

// Wen, Zhang, Li, Qiao, "A discriminative feature learning approach for deep face recognition", ECCV 2016. Departures: the mean
// over the batch instead of its sum, unless asked for; a center begins at the first embedding of its class.

/// L-5: cross-entropy, and every row drawn to the center of its class: λ·½|x − c|².
///
/// Centers move by a rule of their own, c ← c − α·Σ(c − x)/(1 + n) over the n rows of their class in the batch, and need no pass
/// over the data. Without the cross-entropy all would collapse, so it is part of the loss.
public struct CenterLoss<Scalar: TensorScalar>: EmbeddingLoss {
    /// The cross-entropy.
    public let softmax: SoftmaxLoss<Scalar>
    /// The centers, C × d.
    public let centers: Parameter<Scalar>
    /// 1 for classes whose center has been seen, else 0.
    public let seen: Parameter<Scalar>
    /// λ; above 1 the centers outweigh what tells classes apart.
    public var weight: Double
    /// α in 0...1: how far centers follow.
    public var rate: Double
    /// Whether |x − c|² is added up over the batch, as the paper has it, and not averaged.
    public var isSum: Bool

    /// Centers over a head, at zero until their class is seen, or for good when `startsAtZero`.
    public init(_ head: ClassHead<Scalar>, weight: Double = 0.003, rate: Double = 0.5, isSum: Bool = false, startsAtZero: Bool = false, smoothing: Double = 0) {
        softmax = SoftmaxLoss(head, smoothing: smoothing)
        centers = Parameter("center.value", Tensor(repeating: 0, shape: [head.classes, head.weights.value.shape[0]]))
        seen = Parameter("center.seen", Tensor(repeating: startsAtZero ? 1 : 0, shape: [head.classes]))
        self.weight = weight
        self.rate = rate
        self.isSum = isSum
    }

    /// The head's; centers follow a rule of their own.
    public var parameters: [Parameter<Scalar>] { softmax.parameters }
    /// The centers, and which classes have been seen.
    public var buffers: [Parameter<Scalar>] { [centers, seen] }

    /// The cross-entropy of each row, and λ·½|x − c|²; a class seen for the first time puts its center at its first row.
    public func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>] {
        meet(embeddings.value, batch.labels)
        let own = Variable(centers.value).gatheringRows(batch.labels)
        let squares = (embeddings - own).squared().sum(axis: 1) * 0.5
        let factor = weight * (isSum ? Double(batch.labels.count) : 1)
        return softmax.terms(embeddings, batch) + [LossTerms(squares, factor: factor)]
    }

    /// Classes seen for the first time begin at their first row.
    private func meet(_ embeddings: Tensor<Scalar>, _ labels: [Int]) {
        let width = embeddings.shape[1]
        for (row, label) in labels.enumerated() where seen.value.scalars[label] == 0 {
            seen.value.scalars[label] = 1
            centers.value.scalars.replaceSubrange(label * width..<(label + 1) * width, with: embeddings.scalars[row * width..<(row + 1) * width])
        }
    }

    /// Moves the centers of the classes in the batch.
    public func finishStep(_ embeddings: Tensor<Scalar>, _ batch: LossBatch) {
        let width = embeddings.shape[1]
        for (label, rows) in Dictionary(grouping: batch.labels.indices, by: { batch.labels[$0] }).sorted(by: { $0.key < $1.key }) {
            for j in 0..<width {
                let center = centers.value.scalars[label * width + j]
                let pull = rows.reduce(Scalar(0)) { $0 + center - embeddings.scalars[$1 * width + j] }
                centers.value.scalars[label * width + j] = center - Scalar(rate) * pull / Scalar(1 + rows.count)
            }
        }
    }
}
