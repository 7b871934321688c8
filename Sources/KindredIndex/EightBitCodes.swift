internal import KindredMath

/// Rows of floats as signed codes of 8 bits, one scale for all: products of codes order almost as products of rows, at a quarter of
/// the bytes.
///
/// Without an offset, for with one a product of codes would have a share that differs from row to row. Of equal directions the longer
/// row stays the nearer one, which a scale a row would cost another factor. A query has the scale of its own largest component: it
/// changes all its products alike.
struct EightBitCodes: Sendable {
    /// Codes per unit.
    private(set) var inverseStep: Float
    /// The codes, `dimension` counting the row's components.
    private(set) var rows: VectorRows
    /// Where they are appended to; nil when they lie in a file.
    private var buffer: RowBuffer?

    private static let top: Float = 127
    /// The share of components beyond the range: long rows are the nearest of many queries, and theirs are the large components.
    static let tail = 0.0001
    /// Of rows appended later, as large a share of components may lie beyond the range until all are coded anew.
    static let beyondMax = 0.01

    /// Codes of some rows.
    ///
    /// - Throws: `unsupported` for rows that are not f32.
    init(_ rows: VectorRows) throws(IndexError) {
        guard rows.element == .f32 else {
            throw IndexError(.unsupported, "8-bit codes are made of f32 rows, not of \(rows.element)")
        }
        self.init(rows: try Self.empty(rows.dimension).rows, inverseStep: Self.inverseStep(rows))
        try append(rows)
    }

    /// Codes that lie somewhere already.
    init(rows: VectorRows, inverseStep: Float) {
        self.rows = rows
        self.inverseStep = inverseStep
    }

    /// Encodes those of `vectors` that lie behind the ones encoded already; all of them anew, with a wider range, where many of these
    /// are beyond it.
    mutating func append(_ vectors: VectorRows) throws(IndexError) {
        if rows.count > 0, beyond(vectors, from: rows.count) > Self.beyondMax {
            inverseStep = min(inverseStep, Self.inverseStep(vectors, from: rows.count))
            buffer = nil
        }
        var buffer = if let known = self.buffer { known } else { try Self.empty(rows.dimension) }
        try buffer.reserve(vectors.count)
        var codes = [Int8](repeating: 0, count: vectors.dimension)
        for slot in buffer.count..<vectors.count {
            vectors.withFloats(slot) { row in
                for i in row.indices { codes[i] = code(row[i]) }
            }
            try unsafe buffer.append(bytes: codes.span.bytes)
        }
        rows = buffer.rows
        self.buffer = buffer
    }

    /// What a unit of a product of codes is worth, for a query.
    func unit(_ query: Span<Float>) -> Float {
        var largest: Float = 0
        for i in query.indices { largest = max(largest, abs(query[i])) }
        return largest / Self.top / inverseStep
    }

    private func code(_ value: Float) -> Int8 {
        let scaled = (value * inverseStep).rounded(.toNearestOrEven)
        return Int8(max(-Self.top, min(Self.top, scaled)))
    }

    /// The share of components of rows from `start` on that are beyond the range.
    private func beyond(_ rows: VectorRows, from start: Int) -> Double {
        let sample = rows.sampledComponents(from: start), limit = Self.top / inverseStep
        return sample.isEmpty ? 0 : Double(sample.count { abs($0) > limit }) / Double(sample.count)
    }

    /// The scale that takes the 99.99 % quantile of the magnitudes of rows from `start` on to the largest code.
    private static func inverseStep(_ rows: VectorRows, from start: Int = 0) -> Float {
        var sample = rows.sampledComponents(from: start).map(abs)
        guard !sample.isEmpty else { return 1 }
        sample.sort()
        let largest = sample[sample.count - 1 - Int(Double(sample.count) * tail)]
        let inverse = top / largest
        return inverse.isFinite && inverse > 0 ? inverse : 1
    }

    private static func empty(_ dimension: Int) throws(IndexError) -> RowBuffer {
        try RowBuffer(dimension: dimension, element: .i8, rowAlignment: 64)
    }
}
