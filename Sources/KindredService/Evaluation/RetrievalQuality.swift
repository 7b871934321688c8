public import Kindred

/// How well the neighbours under a measure share their query's label.
///
/// Every query is left out of its own list. With R the number of other rows of the query's label, P(i) the precision of the first i and
/// rel(i) whether the i-th shares the label:
///
///     P@1   = mean of rel(1)
///     MAP@R = mean of (1/R) Σ_{i ≤ R} P(i) rel(i)
///
/// Musgrave, Belongie, Lim, "A Metric Learning Reality Check", ECCV 2020. Queries whose label nobody else has are skipped. Ties go to the smaller row.
public struct RetrievalQuality: Sendable, Hashable {
    /// The share of queries whose nearest other row has their label, 0…1.
    public let precisionAt1: Double
    /// Mean average precision at R, 0…1.
    public let meanAveragePrecision: Double
    /// Queries that were counted.
    public let queries: Int

    /// The quality of a measure on labelled rows.
    ///
    /// - Parameters:
    ///   - measure: fitted, when it needs fitting.
    ///   - rows: `labels.count × dimension` values.
    ///   - labels: one a row.
    ///   - queries: the rows to ask for; all unless given.
    /// - Throws: `MeasureError`.
    /// - Complexity: O(queries · rows · dimension).
    public init(_ measure: Measure, rows: Span<Float>, dimension: Int, labels: [Int], queries: [Int]? = nil) throws(MeasureError) {
        precondition(dimension > 0 && rows.count == labels.count * dimension, "\(rows.count) values for \(labels.count) labels of dimension \(dimension)")
        var sizes: [Int: Int] = [:]
        for label in labels { sizes[label, default: 0] += 1 }
        let asked = (queries ?? Array(labels.indices)).filter { sizes[labels[$0], default: 0] > 1 }
        var firsts = 0, sum = 0.0
        for block in Self.blocks(asked, rows: labels.count) {
            var values: [Float] = []
            for row in block { for i in row * dimension..<(row + 1) * dimension { values.append(rows[i]) } }
            let scores = try measure.values(queries: values.span, rows: rows, dimension: dimension)
            for (place, query) in block.enumerated() {
                let relevance = Self.relevance(of: query, scores.row(place), measure.kind, labels, count: sizes[labels[query], default: 1] - 1)
                firsts += relevance[0] ? 1 : 0
                sum += Self.averagePrecision(relevance)
            }
        }
        self.queries = asked.count
        precisionAt1 = asked.isEmpty ? 0 : Double(firsts) / Double(asked.count)
        meanAveragePrecision = asked.isEmpty ? 0 : sum / Double(asked.count)
    }

    /// (1/R) Σ P(i) rel(i) over the first R, which `relevance` holds.
    ///
    ///     RetrievalQuality.averagePrecision([true, false, true])   // (1/1 + 2/3) / 3 = 0.5555555555555556
    public static func averagePrecision(_ relevance: [Bool]) -> Double {
        var found = 0.0, sum = 0.0
        for (rank, isRelevant) in relevance.enumerated() where isRelevant {
            found += 1
            sum += found / Double(rank + 1)
        }
        return relevance.isEmpty ? 0 : sum / Double(relevance.count)
    }

    /// Queries in blocks whose scores take 16 MB at most.
    private static func blocks(_ queries: [Int], rows: Int) -> [ArraySlice<Int>] {
        let length = max(1, (4 << 20) / max(1, rows))
        return stride(from: 0, to: queries.count, by: length).map { queries[$0..<min($0 + length, queries.count)] }
    }

    /// Whether each of the `count` best rows but the query itself has its label.
    private static func relevance(of query: Int, _ scores: [Float], _ kind: Measure.Kind, _ labels: [Int], count: Int) -> [Bool] {
        let costs = scores.map { kind.cost(ofValue: $0) }
        let ranked = costs.indices.filter { $0 != query }.sorted { (costs[$0], $0) < (costs[$1], $1) }
        return ranked.prefix(count).map { labels[$0] == labels[query] }
    }
}
