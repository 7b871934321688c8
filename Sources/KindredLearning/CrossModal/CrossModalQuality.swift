public import KindredMath

/// How well partners find each other: each row of one modality looks for its partner among the rows of the other.
public struct CrossModalQuality: Sendable, Hashable {
    /// One direction's figures.
    public struct Direction: Sendable, Hashable {
        /// Where each row's partner comes, counted from 1.
        public let ranks: [Int]

        /// The share of rows whose partner is among the first `k`.
        public func recall(at k: Int) -> Double { Double(ranks.count { $0 <= k }) / Double(max(1, ranks.count)) }

        /// The middle one of the ranks, of two the mean; 0 without rows.
        public var medianRank: Double {
            let sorted = ranks.sorted(), middle = sorted.count / 2
            guard !sorted.isEmpty else { return 0 }
            return sorted.count % 2 == 1 ? Double(sorted[middle]) : Double(sorted[middle - 1] + sorted[middle]) / 2
        }
    }

    /// The first modality asks, the second answers.
    public let forward: Direction
    /// The second modality asks, the first answers.
    public let backward: Direction
    /// How many pairs.
    public let count: Int

    /// The figures of embeddings by their cosine; row i of one is the partner of row i of the other. Of equal cosines the partner's comes last.
    ///
    /// - Precondition: matrices of one shape.
    /// - Complexity: O(*n*²·dimension).
    public init(_ a: Matrix<Float>, _ b: Matrix<Float>) {
        precondition(a.rows == b.rows && a.columns == b.columns, "embeddings of \(a.rows) × \(a.columns) and \(b.rows) × \(b.columns)")
        let left = a.unitRows, right = b.unitRows
        forward = Direction(ranks: Self.ranks(left, right))
        backward = Direction(ranks: Self.ranks(right, left))
        count = a.rows
    }

    /// The mean of both directions' recall.
    public func recall(at k: Int) -> Double { (forward.recall(at: k) + backward.recall(at: k)) / 2 }

    private static let block = 256

    private static func ranks(_ queries: Matrix<Float>, _ base: Matrix<Float>) -> [Int] {
        var ranks: [Int] = []
        for start in stride(from: 0, to: queries.rows, by: block) {
            let count = min(block, queries.rows - start)
            let part = Matrix(rows: count, columns: queries.columns, elements: Array(queries.elements[start * queries.columns..<(start + count) * queries.columns]))
            let scores = part.multiplied(by: base, transposeOther: true)
            for i in 0..<count {
                let row = scores.elements[i * base.rows..<(i + 1) * base.rows], own = scores[i, start + i]
                // The partner itself is one of those that are not less.
                ranks.append(row.count { !($0 < own) })
            }
        }
        return ranks
    }
}
