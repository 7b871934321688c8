public import KindredMath
public import KindredSimilarity

/// The rows that come up in other rows' lists far more often than their share: hubs, which answer where they should not, and which a
/// poisoner wants to plant (Radovanović, Nanopoulos, Ivanović, "Hubs in space", JMLR 11, 2010).
public struct HubList: Sendable {
    /// One hub.
    public struct Hub: Sendable, Hashable {
        /// Which row, and in how many lists it is.
        public let row, lists: Int
        /// The share of those lists whose query is of another class.
        public let wrong: Double
    }

    /// Depth of the lists.
    public let k: Int
    /// How many rows asked.
    public let queries: Int
    /// In how many lists a row would be if all were alike.
    public let expected: Double
    /// E[(N − μ)³]/σ³ of the number of lists of each row; above about 1.4 hubs rule.
    public let skewness: Double
    /// The rows in most lists, most first.
    public let hubs: [Hub]

    /// Counts the lists of some queries among all other rows.
    ///
    /// - Parameter isCancelled: asked between blocks of queries.
    /// - Throws: `cancelled`; `MeasureError` when the measure does not take the rows.
    /// - Complexity: O(queries · rows).
    public init(
        _ rows: Matrix<Float>, labels: [Int], measure: Measure, queries: [Int], k: Int = 10, most: Int = 10, threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }
    ) throws {
        let lists = try MeasureRanking(measure: measure, rows: rows, threads: threads)
            .map(queries, depths: [Int](repeating: k, count: queries.count), isCancelled: isCancelled) { query, ranked in (query, ranked) }
        var counts = [Int](repeating: 0, count: rows.rows), wrong = counts
        for (query, list) in lists {
            for row in list {
                counts[row] += 1
                if labels[row] != labels[query] { wrong[row] += 1 }
            }
        }
        self.k = k
        self.queries = queries.count
        expected = Double(counts.reduce(0, +)) / Double(max(1, counts.count))
        skewness = Self.skewness(of: counts)
        let best = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.prefix(most).filter { counts[$0] > 0 }
        hubs = best.map { Hub(row: $0, lists: counts[$0], wrong: Double(wrong[$0]) / Double(counts[$0])) }
    }

    /// E[(N − μ)³]/σ³ of counts N; 0 when all are alike.
    package static func skewness(of counts: [Int]) -> Double {
        let n = Double(max(1, counts.count)), mean = Double(counts.reduce(0, +)) / n
        var second = 0.0, third = 0.0
        for count in counts {
            let gap = Double(count) - mean
            second += gap * gap / n
            third += gap * gap * gap / n
        }
        return second > 0 ? third / (second * second.squareRoot()) : 0
    }
}
