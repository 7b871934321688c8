public import KindredMath
public import KindredNN
public import KindredSimilarity

/// Retrieval under any measure, with gradients by central differences: for pairwise measures and such as the tape cannot follow.
///
/// The logits are those of ``RetrievalModel``. A gradient takes 2*d* values of the measure for each neighbour that counts, so attacks of
/// several hundred dimensions are slow; where the measure is flat or jumps, the differences say so and the attack stands still.
public struct FiniteDifferenceModel: AttackedModel {
    private let rows: Matrix<Float>
    private let measured: MeasuredRows
    private let labels: [Int]
    private let measure: Measure
    private let classes: Int
    /// h of (f(x + h) − f(x − h))/2h.
    private let step: Float

    /// Rows that answer, and their classes 0..<C.
    ///
    /// - Parameter step: h; a thousandth of the largest component when nil.
    /// - Throws: `MeasureError` when the measure does not take such rows.
    public init(_ rows: Matrix<Float>, labels: [Int], measure: Measure, step: Float? = nil) throws(MeasureError) {
        measured = try MeasuredRows(measure, rows: rows.elements, dimension: rows.columns)
        self.rows = rows
        self.labels = labels
        self.measure = measure
        classes = (labels.max() ?? -1) + 1
        self.step = step ?? max(1e-4, 1e-3 * rows.elements.reduce(0) { max($0, abs($1)) })
    }

    /// Similarities of inputs to the nearest row of each class but the row that each input is.
    public func evaluation(at inputs: Tensor<Float>, of places: [Int]) -> LogitEvaluation<Float> {
        var logits = Tensor<Float>(repeating: -.infinity, shape: [places.count, classes])
        var nearest = [Int](repeating: -1, count: logits.count)
        let values = (try? measured.values(queries: inputs.scalars.span)) ?? Matrix(rows: places.count, columns: rows.rows)
        for (place, own) in places.enumerated() {
            for row in labels.indices where row != own {
                let slot = place * classes + labels[row], score = -measure.kind.cost(ofValue: values[place, row])
                if score > logits.scalars[slot] { (logits.scalars[slot], nearest[slot]) = (score, row) }
            }
        }
        return LogitEvaluation(logits) { combinations in
            let slopes = combinations.flatMap { slope($0, inputs, nearest) }
            return Tensor(slopes, shape: [combinations.count, rows.columns])
        }
    }

    private func slope(_ combination: LogitCombination<Float>, _ inputs: Tensor<Float>, _ nearest: [Int]) -> [Float] {
        let width = rows.columns
        var x = Array(inputs.scalars[combination.place * width..<(combination.place + 1) * width])
        let targets = combination.terms.compactMap { label, weight -> (row: [Float], weight: Float)? in
            let row = nearest[combination.place * classes + label]
            return row < 0 ? nil : (rows.row(row), weight)
        }
        let height = { (x: [Float]) in targets.reduce(Float(0)) { $0 - $1.weight * measure.kind.cost(ofValue: measure.value(x.span, $1.row.span)) } }
        return (0..<width).map { j in
            let middle = x[j]
            defer { x[j] = middle }
            x[j] = middle + step
            let above = height(x)
            x[j] = middle - step
            return (above - height(x)) / (2 * step)
        }
    }
}
