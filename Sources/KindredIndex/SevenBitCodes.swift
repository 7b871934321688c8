internal import KindredMath

/// Rows of floats as codes of 7 bits: one offset and one scale for all components, so that squared L2 of codes orders
/// almost as squared L2 of rows, at a quarter of the bytes and several times the speed.
///
/// The range is taken from quantiles, never from extremes or deviations: a handful of outliers would waste most codes.
/// Codes are padded with equal bytes to whole cache lines.
struct SevenBitCodes: Sendable {
    /// The value of code 0, and codes per unit.
    let low: Float
    let inverseStep: Float
    /// The codes, `dimension` counting the row's components.
    private(set) var rows: VectorRows
    /// Where they are appended to; nil when they lie in a file.
    var buffer: RowBuffer?

    /// The share of components below the range, and above it.
    static let tail = 0.0005

    /// Codes of some rows.
    ///
    /// - Throws: `unsupported` for rows that are not f32.
    init(_ rows: VectorRows) throws(IndexError) {
        guard rows.element == .f32 else {
            throw IndexError(.unsupported, "7-bit codes are made of f32 rows, not of \(rows.element)")
        }
        let range = Self.range(rows), width = range.high - range.low
        try self.init(
            dimension: rows.dimension, low: range.low, inverseStep: width > 0 && width.isFinite ? 127 / width : 1)
        try append(rows)
    }

    /// No codes yet.
    init(dimension: Int, low: Float, inverseStep: Float) throws(IndexError) {
        let empty = try RowBuffer(dimension: dimension, element: .u7, rowAlignment: 64)
        self.init(rows: empty.rows, low: low, inverseStep: inverseStep)
        buffer = empty
    }

    /// Codes that lie somewhere already.
    init(rows: VectorRows, low: Float, inverseStep: Float) {
        self.rows = rows
        self.low = low
        self.inverseStep = inverseStep
    }

    /// Encodes those of `vectors` that lie behind the ones encoded already.
    mutating func append(_ vectors: VectorRows) throws(IndexError) {
        var buffer = try RowBuffer(dimension: rows.dimension, element: .u7, rowAlignment: 64)
        if let known = self.buffer { buffer = known }
        try buffer.reserve(vectors.count)
        var codes = [UInt8](repeating: 0, count: vectors.dimension)
        for slot in buffer.count..<vectors.count {
            vectors.withFloats(slot) { row in
                var target = codes.mutableSpan
                encode(row, into: &target)
            }
            try unsafe buffer.append(bytes: codes.span.bytes)
        }
        rows = buffer.rows
        self.buffer = buffer
    }

    func encode(_ row: Span<Float>, into codes: inout MutableSpan<UInt8>) {
        Kernels.active.encodeU7(row, low: low, inverseStep: inverseStep, into: &codes)
    }

    /// The 0.05 % and 99.95 % quantiles of a sample of components, taken at even steps.
    private static func range(_ rows: VectorRows) -> (low: Float, high: Float) {
        var sample = rows.sampledComponents(from: 0)
        guard !sample.isEmpty else { return (0, 1) }
        sample.sort()
        let skip = Int(Double(sample.count) * tail)
        return (sample[skip], sample[sample.count - 1 - skip])
    }
}

extension VectorRows {
    /// The components of rows at even steps from `start` on, some 2¹⁸: what the range of codes is found in.
    func sampledComponents(from start: Int) -> [Float] {
        let wanted = max(1, (1 << 18) / dimension), step = max(1, (count - start) / wanted)
        var sample: [Float] = []
        for slot in Swift.stride(from: start, to: count, by: step) { sample.append(contentsOf: floats(at: slot)) }
        return sample
    }
}
