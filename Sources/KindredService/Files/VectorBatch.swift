public import Kindred

/// Consecutive rows of a vector file.
public struct VectorBatch: Sendable {
    /// Row of the file that is this batch's first, from 0.
    public var firstRow: Int
    /// Number of rows.
    public var count: Int
    /// Values per row in `values`; 0 when the file has named vectors only.
    public var dimension: Int
    /// The unnamed vectors, row after row: `count × dimension` finite values.
    public var values: [Float]
    /// Named vectors (JSON Lines only). A row may lack some of them.
    public var named: [String: NamedVectors] = [:]
    /// One id per row, or `nil` when the file gives none.
    public var ids: [PointID]?
    /// One JSON object per row as text, `nil` for a row without payload; `nil` as a whole when the format has none.
    public var payloads: [String?]?

    /// The unnamed vector of a row of this batch, counted from 0.
    ///
    /// - Precondition: `row` is in `0..<count`.
    public func vector(_ row: Int) -> ArraySlice<Float> {
        precondition((0..<count).contains(row), "row \(row) of \(count)")
        return values[(row * dimension)..<((row + 1) * dimension)]
    }
}

extension VectorBatch {
    /// The vectors of one name: `rows.count × dimension` values.
    public struct NamedVectors: Sendable, Hashable {
        /// Values per vector.
        public var dimension: Int
        /// Rows of the batch that have this vector, ascending, from 0.
        public var rows: [Int]
        /// Their values, one after the other.
        public var values: [Float]
    }
}
