/// Points joined by edges that weigh how alike they are: symmetric, no weight below 0, nothing joined to itself.
///
///     let path = try SimilarityGraph(weights: [[0, 1, 0], [1, 0, 1], [0, 1, 0]])
///     path.degrees             // [1, 2, 1]: sums of weights
///     path.components.count    // 1
///
/// Degrees are those of the edges that are left after the threshold, so that rows of D − A sum to 0.
public struct SimilarityGraph: Sendable {
    enum Storage: Sendable {
        case sparse(SparseMatrix)
        /// Every pair, in Float32: 4 bytes each.
        case dense(DenseWeights)
    }

    let storage: Storage
    /// The sum of the weights of each point's edges.
    public let degrees: [Double]
    /// γ of a Gaussian weight, as given or as found; nil for other weights.
    public let gamma: Double?

    init(_ storage: Storage, gamma: Double? = nil) {
        self.storage = storage
        self.gamma = gamma
        switch storage {
        case .sparse(let matrix): degrees = matrix.sums
        case .dense(let matrix): degrees = matrix.sums
        }
    }

    /// A graph of weights that are given; what is on the diagonal is dropped.
    ///
    /// - Throws: `invalidParameter` for a matrix that is not square or not symmetric, or a weight below 0; `notFinite`.
    public init(weights rows: [[Double]]) throws(ClusteringError) {
        var entries: [(row: UInt32, column: UInt32, value: Double)] = []
        for (i, row) in rows.enumerated() {
            guard row.count == rows.count else {
                throw ClusteringError(.invalidParameter, "row \(i) has \(row.count) weights, and there are \(rows.count) points")
            }
            for (j, weight) in row.enumerated() where i != j {
                try Self.check(weight, rows[j].indices.contains(i) ? rows[j][i] : .nan, i, j)
                if weight > 0 { entries.append((UInt32(i), UInt32(j), weight)) }
            }
        }
        self.init(.sparse(SparseMatrix(count: rows.count, entries: entries)))
    }

    private static func check(_ weight: Double, _ mirrored: Double, _ i: Int, _ j: Int) throws(ClusteringError) {
        guard weight.isFinite else { throw ClusteringError(.notFinite, "the weight of \(i) and \(j) is \(weight)") }
        guard weight >= 0 else { throw ClusteringError(.invalidParameter, "the weight of \(i) and \(j) is \(weight): at least 0 is allowed") }
        guard abs(weight - mirrored) <= 1e-12 * max(weight, mirrored) || weight == mirrored else {
            throw ClusteringError(.invalidParameter, "the weight of \(i) and \(j) is \(weight), of \(j) and \(i) it is \(mirrored)")
        }
    }

    /// How many points.
    public var count: Int { degrees.count }

    /// How many pairs are joined.
    public var edgeCount: Int {
        switch storage {
        case .sparse(let matrix): matrix.values.count / 2
        case .dense(let matrix): (0..<count).reduce(0) { sum, i in sum + (0..<i).count { matrix[i, $0] > 0 } }
        }
    }

    /// Points that nothing is joined to.
    public var isolated: [Int] { degrees.indices.filter { degrees[$0] == 0 } }

    /// The weight of two points' edge; 0 where there is none.
    ///
    /// - Complexity: O(log of the row's edges).
    public func weight(_ i: Int, _ j: Int) -> Double {
        switch storage {
        case .dense(let matrix): return Double(matrix[i, j])
        case .sparse(let matrix):
            var low = matrix.starts[i], high = matrix.starts[i + 1]
            while low < high {
                let middle = (low + high) / 2
                if matrix.columns[middle] < j { low = middle + 1 } else { high = middle }
            }
            return low < matrix.starts[i + 1] && matrix.columns[low] == j ? matrix.values[low] : 0
        }
    }
}
