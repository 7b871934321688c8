public import KindredMath
public import KindredSimilarity

/// Retrieval figures of rows with labels: every query ranks the base, and rows of its own class are relevant.
///
/// ```swift
/// let evaluation = RetrievalEvaluation(figures: [.precision(at: 1), .meanAveragePrecisionAtR])
/// let result = try evaluation.leaveOneOut(rows, labels: labels)
/// result.interval(.meanAveragePrecisionAtR)
/// ```
///
/// Scores are matrix products in Float32, ties go to the smaller row. A query of which the base has no other row of its class
/// is left out. The same rows give the same figures on any number of threads.
public struct RetrievalEvaluation: Sendable, Hashable {
    /// What is near.
    public enum Nearness: String, Sendable, Hashable, CaseIterable {
        /// A large cosine; a zero row has cosine 0 with all.
        case cosine
        /// A large dot product.
        case dot
        /// A small Euclidean distance: ranked by x·y − |y|²/2, exact while norms are not much larger than distances.
        case euclidean
    }

    /// What to measure.
    public var figures: [RetrievalFigure]
    /// What is near.
    public var nearness: Nearness
    /// Threads to use.
    public var threads: Int

    /// An evaluation.
    public init(figures: [RetrievalFigure] = [.precision(at: 1), .meanAveragePrecisionAtR], nearness: Nearness = .cosine, threads: Int = 1) {
        self.figures = figures
        self.nearness = nearness
        self.threads = threads
    }

    /// Every row a query against the others.
    ///
    /// - Throws: `dimensionMismatch` when rows and labels differ in number, `notFinite`.
    /// - Complexity: O(*n*²*d*).
    public func leaveOneOut(_ rows: Matrix<Float>, labels: [Int]) throws(LearningError) -> RetrievalResult {
        try Self.check(rows, labels, "row")
        let base = prepared(rows)
        return run(base, labels, base, labels, queries: Array(labels.indices), excludesSelf: true)
    }

    /// Some rows as queries against all others, by any measure; `nearness` is left aside when one is given.
    ///
    /// - Throws: `dimensionMismatch`, `notFinite`; a `MeasureError` when the measure does not suit the rows.
    /// - Complexity: O(*q n d*).
    public func leaveOneOut(_ rows: Matrix<Float>, labels: [Int], queries: [Int]? = nil, measure: Measure?) throws -> RetrievalResult {
        try Self.check(rows, labels, "row")
        let chosen = queries ?? Array(labels.indices)
        guard let measure else {
            let base = prepared(rows)
            return run(base, labels, base, labels, queries: chosen, excludesSelf: true)
        }
        let ranking = try MeasureRanking(measure: measure, rows: rows, threads: threads)
        return try run(labels, labels, queries: chosen, excludesSelf: true) { try ranking.map($0, depths: $1, $2) }
    }

    /// Queries against a base that does not hold them.
    ///
    /// - Throws: `dimensionMismatch` when rows and labels differ in number, or queries and base in dimension; `notFinite`.
    /// - Complexity: O(*q n d*).
    public func evaluate(
        queries: Matrix<Float>, queryLabels: [Int], base: Matrix<Float>, baseLabels: [Int]
    ) throws(LearningError) -> RetrievalResult {
        try Self.check(queries, queryLabels, "query")
        try Self.check(base, baseLabels, "row")
        guard queries.columns == base.columns else {
            throw LearningError(.dimensionMismatch, "queries of dimension \(queries.columns) and rows of dimension \(base.columns)")
        }
        return run(prepared(queries), queryLabels, prepared(base), baseLabels, queries: Array(queryLabels.indices), excludesSelf: false)
    }

    static func check(_ rows: Matrix<Float>, _ labels: [Int], _ name: String) throws(LearningError) {
        guard rows.rows == labels.count else {
            throw LearningError(.dimensionMismatch, "\(rows.rows) × \(name) and \(labels.count) labels")
        }
        if let place = rows.elements.firstIndex(where: { !$0.isFinite }) {
            throw LearningError(.notFinite, "\(name) \(place / max(1, rows.columns)) has the component \(rows.elements[place])")
        }
    }

    /// Rows as the products want them: of unit norm for the cosine, |y|²/2 beside them for the Euclidean distance.
    private func prepared(_ rows: Matrix<Float>) -> PreparedRows {
        switch nearness {
        case .dot: PreparedRows(matrix: rows, halves: [])
        case .cosine: PreparedRows(matrix: rows.unitRows, halves: [])
        case .euclidean: PreparedRows(matrix: rows, halves: rows.squaredNorms.map { Float($0 / 2) })
        }
    }

    private func run(
        _ queries: PreparedRows, _ queryLabels: [Int], _ base: PreparedRows, _ baseLabels: [Int], queries chosen: [Int], excludesSelf: Bool
    ) -> RetrievalResult {
        let ranking = Ranking(queries: queries, base: base, excludesSelf: excludesSelf, threads: threads)
        return run(queryLabels, baseLabels, queries: chosen, excludesSelf: excludesSelf) { ranking.map($0, depths: $1, $2) }
    }

    private typealias Judge = @Sendable (_ query: Int, _ ranked: [Int]) -> [Double]

    private func run(
        _ queryLabels: [Int], _ baseLabels: [Int], queries chosen: [Int], excludesSelf: Bool,
        _ ranked: (_ queries: [Int], _ depths: [Int], @escaping Judge) throws -> [[Double]]
    ) rethrows -> RetrievalResult {
        let sizes = baseLabels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let relevant = queryLabels.map { (sizes[$0] ?? 0) - (excludesSelf ? 1 : 0) }
        let counting = chosen.filter { relevant[$0] > 0 }
        let figures = figures
        let depths = counting.map { query in figures.map { $0.depth(relevant: relevant[query]) }.max() ?? 0 }
        let rows = try ranked(counting, depths) { query, ranked in
            let relevance = ranked.map { baseLabels[$0] == queryLabels[query] }
            return figures.map { $0.value(relevance: relevance, relevant: relevant[query]) }
        }
        let columns = figures.indices.map { figure in rows.map { $0[figure] } }
        return RetrievalResult(queries: counting, figures: figures, values: Dictionary(zip(figures, columns)) { first, _ in first })
    }
}
