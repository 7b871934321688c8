public import KindredMath
public import KindredSimilarity

extension LearnedEncoder {
    /// The embeddings of rows, a block of matrix products at a time.
    ///
    /// - Parameters:
    ///   - isUnit: whether they are divided by their norms; zeros stay.
    ///   - threads: how many share the blocks; the result does not depend on them.
    /// - Precondition: `rows.columns == inputDimension`.
    /// - Complexity: O(*n* · weights).
    public func embeddings(of rows: Matrix<Float>, isUnit: Bool, threads: Int = 1) -> Matrix<Float> {
        let width = rows.columns
        let parts = RowBlocks(count: rows.rows, threads: threads, size: 512).map { range in
            encoded(rows: rows.elements.span.extracting(range.lowerBound * width..<range.upperBound * width))
        }
        let result = Matrix(rows: rows.rows, columns: outputDimension, elements: parts.flatMap { $0 })
        return isUnit ? result.unitRows : result
    }
}
