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
