public import KindredMath
public import KindredSimilarity

/// The hardest negatives of some queries: the rows of other classes that a measure puts nearest to each.
///
///     let set = try HardSet(rows, labels: labels, measure: serving, perQuery: 10)
///     let result = try RetrievalEvaluation(figures: [.tripletAccuracy]).evaluate(set, rows, labels: labels, measure: candidate)
///     result.hard.mean(.tripletAccuracy)    // beside result.all.mean(.tripletAccuracy)
///
/// A query's **candidates** are all other rows of its class and its hardest negatives; rows of other classes that lie farther away are left
/// out. Queries of whose class there is no other row, or no row of another class, are left out altogether.
public struct HardSet: Sendable, Hashable {
    /// The queries that count, as given.
    public let queries: [Int]
    /// The hardest negatives of each query, the nearest first.
    public let negatives: [[Int]]

    /// Looks for them.
    ///
    /// - Parameters:
    ///   - measure: by which they are hard.
    ///   - queries: rows that ask; all unless given.
    ///   - perQuery: negatives of a query at most, above 0.
    ///   - isCancelled: asked between blocks of queries.
    /// - Throws: `dimensionMismatch` when rows and labels differ in number; `notFinite`; `invalidParameter` for `perQuery` below 1; `cancelled`;
    ///   `MeasureError` when the measure does not take the rows.
    /// - Complexity: O(queries · *n d*).
    public init(
        _ rows: Matrix<Float>, labels: [Int], measure: Measure, queries: [Int]? = nil, perQuery: Int = 10, threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }
    ) throws {
        try RetrievalEvaluation.check(rows, labels, "row")
        guard perQuery > 0 else { throw LearningError(.invalidParameter, "\(perQuery) hard negatives a query: 1 and above is allowed") }
        let sizes = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let asked = (queries ?? Array(labels.indices)).filter { (sizes[labels[$0]] ?? 0) > 1 && (sizes[labels[$0]] ?? 0) < labels.count }
        self.queries = asked
        negatives = try MeasureRanking(measure: measure, rows: rows, threads: threads).scores(of: asked, isCancelled: isCancelled) { place, scores in
            let own = labels[asked[place]], others = labels.indices.filter { labels[$0] != own }
            var best = RankedRows(capacity: min(perQuery, others.count))
            best.offer(others.map { scores[$0] }.span, first: 0, excluding: nil)
            return best.ranked().map { others[$0] }
        }
    }

    /// Some pairs of a query with one of its hardest negatives, and as many with a row of its class, drawn with replacement: what a verifier
    /// would have to tell apart.
    ///
    /// - Precondition: labels as the set was made of.
    public func pairs(_ count: Int, labels: [Int], seed: UInt64 = 0) -> [(query: Int, other: Int, isSame: Bool)] {
        guard !queries.isEmpty else { return [] }
        var random = SeededRandom(seed: seed, stream: 0x4A2D), pairs: [(query: Int, other: Int, isSame: Bool)] = []
        let rows = Dictionary(grouping: labels.indices, by: { labels[$0] })
        for _ in 0..<count {
            let place = random.integer(below: queries.count), query = queries[place], list = negatives[place], own = rows[labels[query]] ?? []
            pairs.append((query, list[random.integer(below: list.count)], false))
            // The others of the class, whose numbers above the query's move down by one.
            let other = random.integer(below: own.count - 1), before = own[other]
            pairs.append((query, before < query ? before : own[other + 1], true))
        }
        return pairs
    }
}

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
