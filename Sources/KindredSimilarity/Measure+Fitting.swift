extension Measure {
    /// Whether the measure has to be fitted (or given weights) before it can score.
    public var needsFit: Bool { formula.missing != nil }

    /// The measure fitted to `rows`, which follow one another; a measure that has nothing to fit returns itself.
    ///
    /// - Parameters:
    ///   - rows: `count × dimension` components.
    ///   - seed: for what is estimated from a sample (the Gaussian's width).
    /// - Throws: `.tooFewRows`, `.singularCovariance`, `.dimensionMismatch` when `rows` is no multiple of `dimension`.
    public func fitted(to rows: Span<Float>, dimension: Int, seed: UInt64 = 0) throws(MeasureError) -> Measure {
        guard dimension > 0, rows.count % dimension == 0 else {
            throw MeasureError(.dimensionMismatch, "\(rows.count) components are no rows of dimension \(dimension)")
        }
        return Measure(try formula.fitted(to: rows, dimension: dimension, seed: seed))
    }
}
