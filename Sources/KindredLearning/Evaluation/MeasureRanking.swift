internal import KindredMath
internal import KindredSimilarity

/// Rows in the order of a measure's values with each query.
struct MeasureRanking: Sendable {
    private let rows: MeasuredRows
    private let matrix: Matrix<Float>
    private let threads: Int
    /// Queries of one block of values; between blocks a ranking can be stopped.
    private static let block = 64

    /// Rows as they are ranked, encoded once.
    ///
    /// - Throws: `MeasureError` when the measure does not take the rows.
    init(measure: Measure, rows: Matrix<Float>, threads: Int) throws(MeasureError) {
        self.rows = try MeasuredRows(measure, rows: rows.elements, dimension: rows.columns)
        matrix = rows
        self.threads = threads
    }

    /// `body` of each query's list, cut to its depth and without the query itself.
    func map<Value: Sendable>(
        _ chosen: [Int], depths: [Int], isCancelled: @Sendable () -> Bool = { false }, _ body: @escaping @Sendable (_ query: Int, _ ranked: [Int]) -> Value
    ) throws -> [Value] {
        try scores(of: chosen, isCancelled: isCancelled) { place, scores in
            var best = RankedRows(capacity: min(depths[place], scores.count))
            best.offer(scores, first: 0, excluding: chosen[place])
            return body(chosen[place], best.ranked())
        }
    }

    /// `body` of each query's place and its scores with every row, larger for nearer ones; the query's own among them.
    ///
    /// - Parameter inputs: what asks instead of the rows themselves, one for each query.
    /// - Throws: `cancelled`; `MeasureError`.
    func scores<Value: Sendable>(
        of chosen: [Int], as inputs: Matrix<Float>? = nil, isCancelled: @Sendable () -> Bool = { false }, _ body: @Sendable (_ place: Int, _ scores: Span<Float>) -> Value
    ) throws -> [Value] {
        let kind = rows.measure.kind
        let blocks = RowBlocks(count: chosen.count, threads: threads, size: Self.block).map { range -> Result<[Value], any Error> in
            Result {
                if isCancelled() { throw LearningError(.cancelled, "ranking was stopped before query \(range.lowerBound) of \(chosen.count)") }
                let queries = range.flatMap { inputs?.row($0) ?? matrix.row(chosen[$0]) }
                let values = try rows.values(queries: queries.span)
                return range.map { place in
                    let scores = values.row(place - range.lowerBound).map { -kind.cost(ofValue: $0) }
                    return body(place, scores.span)
                }
            }
        }
        return try blocks.flatMap { try $0.get() }
    }
}
