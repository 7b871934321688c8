internal import KindredMath
internal import KindredSimilarity

/// Rows in the order of a measure's values with each query.
struct MeasureRanking: Sendable {
    let measure: Measure
    let rows: Matrix<Float>
    let threads: Int

    /// `body` of each query's list, cut to its depth and without the query itself.
    func map<Value: Sendable>(
        _ chosen: [Int], depths: [Int], _ body: @escaping @Sendable (_ query: Int, _ ranked: [Int]) -> Value
    ) throws -> [Value] {
        let width = rows.columns, kind = measure.kind
        let blocks = RowBlocks(count: chosen.count, threads: threads, size: 64).map { range -> Result<[Value], any Error> in
            Result {
                let queries = range.flatMap { rows.row(chosen[$0]) }
                let values = try measure.values(queries: queries.span, rows: rows.elements.span, dimension: width)
                return range.map { place in
                    var best = RankedRows(capacity: min(depths[place], rows.rows))
                    let scores = values.row(place - range.lowerBound).map { -kind.cost(ofValue: $0) }
                    best.offer(scores.span, first: 0, excluding: chosen[place])
                    return body(chosen[place], best.ranked())
                }
            }
        }
        return try blocks.flatMap { try $0.get() }
    }
}
