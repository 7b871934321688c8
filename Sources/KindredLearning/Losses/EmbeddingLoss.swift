public import KindredNN

/// What a batch is besides its embeddings.
public struct LossBatch: Sendable {
    /// The class of each row; for losses with a class head, in 0..<classes.
    public var labels: [Int]
    /// What a miner chose; nil for all there is.
    public var tuples: Tuples?
    /// How many steps training has made, this one included: annealed losses go by it.
    public var iteration: Int

    /// A batch of labels.
    public init(labels: [Int], tuples: Tuples? = nil, iteration: Int = 1) {
        self.labels = labels
        self.tuples = tuples
        self.iteration = iteration
    }

    var pairs: (positive: [RowPair], negative: [RowPair]) {
        guard case .pairs(let positive, let negative) = (tuples ?? .allPairs(labels)).asPairs else { return ([], []) }
        return (positive, negative)
    }

    var triplets: [Triplet] {
        guard case .triplets(let triplets) = (tuples ?? .allPairs(labels)).asTriplets else { return [] }
        return triplets
    }
}

/// The losses of single rows, pairs or triplets, before they become one number.
public struct LossTerms<Scalar: TensorScalar> {
    /// One number each, of one axis.
    public var values: Variable<Scalar>
    /// How much each counts; nil for all alike.
    public var weights: [Double]?
    /// What their reduced value is multiplied by.
    public var factor: Double

    /// Terms.
    public init(_ values: Variable<Scalar>, weights: [Double]? = nil, factor: Double = 1) {
        self.values = values
        self.weights = weights
        self.factor = factor
    }
}

/// A loss of embeddings: it knows no encoder, no miner and no optimiser.
///
/// ```swift
/// let loss = ContrastiveLoss<Float>()
/// loss(embeddings, LossBatch(labels: [0, 0, 1, 1]))?.backward()
/// ```
public protocol EmbeddingLoss<Scalar> {
    /// The precision.
    associatedtype Scalar: TensorScalar
    /// What training moves: a class head, or nothing.
    var parameters: [Parameter<Scalar>] { get }
    /// What a checkpoint keeps besides, and no optimiser moves.
    var buffers: [Parameter<Scalar>] { get }
    /// How the terms become one number.
    var reducer: Reducer { get }
    /// The terms of a batch, in groups that are reduced apart and added.
    func terms(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> [LossTerms<Scalar>]
    /// Called after the optimiser's step with the embeddings it was made from.
    func finishStep(_ embeddings: Tensor<Scalar>, _ batch: LossBatch)
}

extension EmbeddingLoss {
    /// None.
    public var parameters: [Parameter<Scalar>] { [] }
    /// None.
    public var buffers: [Parameter<Scalar>] { [] }
    /// The mean.
    public var reducer: Reducer { .mean }
    /// Nothing.
    public func finishStep(_ embeddings: Tensor<Scalar>, _ batch: LossBatch) {}

    /// The loss of a batch, of shape []; nil when the batch has nothing to compare.
    ///
    /// - Precondition: as many labels as embeddings have rows.
    public func callAsFunction(_ embeddings: Variable<Scalar>, _ batch: LossBatch) -> Variable<Scalar>? {
        precondition(embeddings.shape.count == 2 && embeddings.shape[0] == batch.labels.count, "embeddings of shape \(embeddings.shape) and \(batch.labels.count) labels")
        let parts = terms(embeddings, batch).filter { $0.values.value.count > 0 }.map { reducer.reduce($0) * Scalar($0.factor) }
        return parts.dropFirst().reduce(parts.first) { sum, part in sum.map { $0 + part } }
    }
}
