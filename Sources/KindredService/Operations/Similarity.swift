public import Kindred

/// Measures between the rows of two sets of vectors.
public struct Similarity: Sendable {
    /// Rows of the first set.
    public let rows: Int
    /// Rows of the second set.
    public let columns: Int
    /// The measure's value for each pair: `rows × columns`, the first set's rows one after the other.
    public let values: [Double]

    /// The measure between every row of `a` and every row of `b`, in 64-bit arithmetic.
    ///
    /// A measure that needs fitting (Mahalanobis, per-dimension ranges) is fitted to `b`.
    ///
    /// - Throws: `StorageError.invalidArgument` naming both dimensions, or more than `limit` pairs; `MeasureError` when it cannot be fitted.
    /// - Complexity: O(rows × columns × dimension)
    public init(_ a: VectorBatch, _ b: VectorBatch, measure: Measure, limit: Int = 100_000_000) throws {
        guard a.dimension == b.dimension else { throw StorageError(.invalidArgument, "different dimensions: \(a.dimension) and \(b.dimension)") }
        guard a.count * b.count <= limit else { throw StorageError(.invalidArgument, "\(a.count) × \(b.count) values; at most \(limit) are computed at once") }
        let measure = try Self.fitted(measure, to: b)
        rows = a.count
        columns = b.count
        let right = (0..<b.count).map { b.vector($0).map(Double.init) }
        var values = [Double]()
        values.reserveCapacity(rows * columns)
        for row in 0..<a.count {
            let left = a.vector(row).map(Double.init)
            for other in right { values.append(measure.value(left, other)) }
        }
        self.values = values
    }
}

extension Similarity {
    /// The values of one vector of the first set with all of the second.
    ///
    /// - Precondition: `row` is in `0..<rows`.
    public subscript(row: Int) -> ArraySlice<Double> {
        precondition((0..<rows).contains(row), "row \(row) of \(rows)")
        return values[(row * columns)..<((row + 1) * columns)]
    }

    private static func fitted(_ measure: Measure, to rows: VectorBatch) throws -> Measure {
        let fitted = measure.needsFit ? try measure.fitted(to: rows.values.span, dimension: rows.dimension) : measure
        try fitted.check(dimension: rows.dimension)
        return fitted
    }

    /// What each dimension contributes to the value of two single vectors.
    ///
    /// - Throws: `StorageError.invalidArgument` when a set has several vectors or the dimensions differ; `MeasureError`.
    public static func explain(_ a: VectorBatch, _ b: VectorBatch, measure: Measure) throws -> Explanation {
        guard a.count == 1, b.count == 1 else { throw StorageError(.invalidArgument, "an explanation needs two single vectors, not \(a.count) and \(b.count)") }
        guard a.dimension == b.dimension else { throw StorageError(.invalidArgument, "different dimensions: \(a.dimension) and \(b.dimension)") }
        let measure = try fitted(measure, to: b)
        return measure.explain(a.vector(0).map(Double.init), b.vector(0).map(Double.init))
    }
}
