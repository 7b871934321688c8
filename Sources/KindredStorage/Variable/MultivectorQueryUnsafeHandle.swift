import KindredIndex
import KindredMath
import KindredSimilarity

/// A multivector that asks: compared with many by the sum, over its rows, of the best match (MaxSim).
///
/// Each pair of rows has the value that a search by that one row gives, and the sum goes in the order of the query's rows, so the same two
/// multivectors always have the same score.
struct MultivectorQuery {
    private let rows: [PreparedQuery]
    /// Distances that are roots are summed as squares, and the root taken of the sum.
    private let sumsSquares: Bool
    let kind: Measure.Kind

    /// - Precondition: the rows are those of a valid multivector.
    init(_ rows: [[Float]], measure: Measure) {
        self.rows = rows.map { PreparedQuery($0, measure: measure) }
        kind = measure.kind
        sumsSquares = measure == .euclidean
    }

    /// Calls `body` with the admitted points, of the first `limit` slots, and their scores, ascending.
    func forEachScore(in runs: [MultivectorRows], rows limit: Int, admitting: SlotSet?, _ body: (Int, Float) -> Void) {
        for run in runs {
            if let admitting, admitting.count < run.slots.count / 4 {
                for slot in admitting.slots { if let place = run.place(of: slot) { body(Int(slot), score(place, run)) } }
                continue
            }
            for (place, slot) in run.slots.enumerated() where Int(slot) < limit && admitting?.contains(slot) ?? true {
                body(Int(slot), score(place, run))
            }
        }
    }

    private func score(_ place: Int, _ run: MultivectorRows) -> Float {
        var sum: Float = 0
        for query in rows {
            let value = kind.value(ofCost: query.leastCost(run, run.starts[place]..<run.starts[place + 1]))
            sum += sumsSquares ? value * value : value
        }
        if sum.isNaN { return 0 }
        return sumsSquares ? sum.squareRoot() : sum
    }
}

extension PreparedQuery {
    /// Rows reduced at a time.
    private static let blockRows = 512

    /// The least cost of some rows of a matrix.
    fileprivate func leastCost(_ run: MultivectorRows, _ range: Range<Int>) -> Float {
        let width = vector.count
        precondition(range.lowerBound >= 0 && range.upperBound * width <= run.values.count, "rows \(range) of \(run.values.count / max(width, 1))")
        guard let kernel = form.reduction.kernel else {
            return range.reduce(Float.infinity) { least, row in
                min(least, cost(form.reduction(vector.span, run.values.span.extracting(row * width..<(row + 1) * width)), rowNorm: run.norm(row)))
            }
        }
        let scan = Kernels.active.scan(kernel, .f32)
        var least = Float.infinity
        unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.blockRows) { output in
            unsafe vector.withUnsafeBytes { query in
                unsafe run.values.withUnsafeBytes { rows in
                    guard let query = query.baseAddress, let rows = rows.baseAddress, let output = output.baseAddress else { return }
                    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockRows) {
                        let count = min(Self.blockRows, range.upperBound - start)
                        unsafe scan(query: query, rows: rows + start * width * 4, stride: width * 4, count: count, dimension: width, values: output)
                        for offset in 0..<count { least = unsafe min(least, cost(output[offset], rowNorm: run.norm(start + offset))) }
                    }
                }
            }
        }
        return least
    }
}

extension MultivectorRows {
    /// The norm of a row; 0 when the measure needs none.
    fileprivate func norm(_ row: Int) -> Float { norms.isEmpty ? 0 : norms[row] }
}
