public import KindredNN

/// What losses compare embeddings by. It alone knows which way is near.
public enum EmbeddingDistance: String, Sendable, Hashable, CaseIterable {
    /// The Euclidean distance of the embeddings made unit, in 0...2.
    case unitEuclidean = "unit-euclidean"
    /// The Euclidean distance of the embeddings as they are: for a linear encoder, a Mahalanobis distance.
    case euclidean
    /// 1 − cosine, in 0...2.
    case cosine

    /// B × B distances, smaller for nearer rows.
    public func distances<Scalar: TensorScalar>(_ embeddings: Variable<Scalar>) -> Variable<Scalar> {
        switch self {
        case .unitEuclidean: embeddings.unitRows().pairwiseDistances()
        case .euclidean: embeddings.pairwiseDistances()
        case .cosine: 1 - similarities(embeddings)
        }
    }

    /// B × B similarities, larger for nearer rows: the cosine, or the negative distance.
    public func similarities<Scalar: TensorScalar>(_ embeddings: Variable<Scalar>) -> Variable<Scalar> {
        switch self {
        case .unitEuclidean, .euclidean: return -distances(embeddings)
        case .cosine:
            let unit = embeddings.unitRows()
            return unit.matmul(unit, transposingOther: true)
        }
    }
}

extension Variable {
    /// The elements of a B × B matrix that pairs name.
    func gathering(_ pairs: [RowPair]) -> Variable {
        let width = shape[1]
        return gathering(pairs.map { $0.anchor * width + $0.other })
    }
}
