/// Each query's figures.
public struct RetrievalResult: Sendable, Hashable {
    /// The queries that count, ascending: those with a relevant row to find.
    public let queries: [Int]
    /// What was measured.
    public let figures: [RetrievalFigure]
    /// The values of each figure, a value for each query that counts.
    public let values: [RetrievalFigure: [Double]]

    /// The mean of a figure over the queries; NaN when no query counts or the figure was not measured.
    public func mean(_ figure: RetrievalFigure) -> Double {
        let values = values[figure] ?? []
        return values.reduce(0, +) / Double(values.count)
    }

    /// The mean of a figure with its bootstrap interval.
    public func interval(_ figure: RetrievalFigure, _ bootstrap: Bootstrap = Bootstrap()) -> Bootstrap.Interval {
        bootstrap.interval(of: values[figure] ?? [])
    }

    /// The mean gain over another measure's result for the same queries, with its interval.
    ///
    /// - Precondition: both results are of the same queries, and have the figure.
    public func gain(over before: RetrievalResult, _ figure: RetrievalFigure, _ bootstrap: Bootstrap = Bootstrap()) -> Bootstrap.Interval {
        precondition(queries == before.queries, "results of \(before.queries.count) and \(queries.count) queries that differ")
        return bootstrap.gain(from: before.values[figure] ?? [], to: values[figure] ?? [])
    }
}
