public import KindredMath

/// Which Laplacian of a graph with weights A and degrees D.
public enum Laplacian: String, Sendable, Hashable, CaseIterable {
    /// L = D − A.
    case unnormalized
    /// Lsym = I − D^−½ A D^−½.
    case symmetric
    /// Lrw = I − D⁻¹ A: eigenvalues of Lsym, and its eigenvectors times D^−½.
    case randomWalk = "random-walk"

    /// The matrix; of the random walk the symmetric one, whose eigenvalues it shares.
    ///
    /// A point without edges has a row of zeros: it is a component of its own, with eigenvalue 0.
    /// - Complexity: O(*n*²) in memory.
    public func matrix(of graph: SimilarityGraph) -> Matrix<Double> {
        let count = graph.count, scale = scale(graph.degrees)
        var matrix = Matrix<Double>(rows: count, columns: count)
        for i in 0..<count { matrix[i, i] = diagonal(graph.degrees[i]) }
        switch graph.storage {
        case .sparse(let weights):
            for i in 0..<count {
                for e in weights.starts[i]..<weights.starts[i + 1] {
                    let j = Int(weights.columns[e])
                    matrix[i, j] -= weights.values[e] * scale[i] * scale[j]
                }
            }
        case .dense(let weights):
            for i in 0..<count {
                for j in 0..<count where i != j { matrix[i, j] -= Double(weights[i, j]) * scale[i] * scale[j] }
            }
        }
        return matrix
    }

    /// What weights are multiplied by on both sides: D^−½, 0 for a point without edges; 1 where nothing is normalised.
    func scale(_ degrees: [Double]) -> [Double] {
        guard self != .unnormalized else { return degrees.map { _ in 1 } }
        return degrees.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    }

    /// The diagonal entry of a point of that degree.
    func diagonal(_ degree: Double) -> Double {
        self == .unnormalized ? degree : (degree > 0 ? 1 : 0)
    }
}
