public import KindredMath
public import KindredSimilarity

/// Figures among all rows, and among each query's candidates of a hard set.
public struct HardSetResult: Sendable, Hashable {
    /// The same queries, judged by the list of all other rows and by that of their candidates.
    public let all, hard: RetrievalResult
}

extension RetrievalEvaluation {
    /// Judges a measure on a hard set, and on all rows beside it; `nearness` is left aside.
    ///
    /// Under the measure that the set was made by, nothing but rows behind the last of the negatives is missing from a list: figures of its
    /// first places are the same or better than among all rows, and ``RetrievalFigure/tripletAccuracy`` tells how hard the set is. Under another
    /// measure all figures tell whether it keeps apart what the first confused.
    ///
    /// - Parameters:
    ///   - inputs: what asks instead of the queries' own rows, one for each query of the set; the rows that answer are the same.
    ///   - isCancelled: asked between blocks of queries.
    /// - Throws: `dimensionMismatch`, `notFinite`, `cancelled`; a `MeasureError` when the measure does not suit the rows.
    /// - Complexity: O(*q n d*).
    public func evaluate(
        _ set: HardSet, _ rows: Matrix<Float>, labels: [Int], measure: Measure, as inputs: Matrix<Float>? = nil, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> HardSetResult {
        try Self.check(rows, labels, "row")
        return try evaluate(set, labels, MeasureRanking(measure: measure, rows: rows, threads: threads), as: inputs, isCancelled: isCancelled)
    }

    /// The same over rows that are made ready.
    func evaluate(_ set: HardSet, _ labels: [Int], _ ranking: MeasureRanking, as inputs: Matrix<Float>?, isCancelled: @Sendable () -> Bool) throws -> HardSetResult {
        if let inputs, inputs.rows != set.queries.count { throw LearningError(.dimensionMismatch, "\(inputs.rows) inputs for \(set.queries.count) queries") }
        let members = Dictionary(grouping: labels.indices, by: { labels[$0] }), figures = figures
        let values = try ranking.scores(of: set.queries, as: inputs, isCancelled: isCancelled) { place, scores in
            let query = set.queries[place], own = (members[labels[query]] ?? []).filter { $0 != query }
            let depth = figures.map { $0.depth(relevant: own.count) }.max() ?? 0
            var all = RankedRows(capacity: min(depth, scores.count)), hard = all
            all.offer(scores, first: 0, excluding: query)
            let candidates = (own + set.negatives[place]).sorted()
            hard.offer(candidates.map { scores[$0] }.span, first: 0, excluding: nil)
            return [all.ranked(), hard.ranked().map { candidates[$0] }].map { list in
                let relevance = list.map { labels[$0] == labels[query] }
                return figures.map { $0.value(relevance: relevance, relevant: own.count) }
            }
        }
        let results = [0, 1].map { side in
            let columns = figures.indices.map { figure in values.map { $0[side][figure] } }
            return RetrievalResult(queries: set.queries, figures: figures, values: Dictionary(zip(figures, columns)) { first, _ in first })
        }
        return HardSetResult(all: results[0], hard: results[1])
    }
}
