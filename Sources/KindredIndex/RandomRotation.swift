internal import KindredMath

/// A random rotation about a mean, in O(*d* log *d*): whatever the rows are, no component weighs more than another afterwards.
///
/// Ailon and Chazelle, "The Fast Johnson-Lindenstrauss Transform and Approximate Nearest Neighbors" (2009): rounds of random signs and a
/// Walsh-Hadamard transform, all of whose steps are orthogonal. Departure: where the components are no power of two, the transform
/// takes the largest power of two of the first of them, then of the last, in turn, so that nothing is padded beyond a multiple of 16.
struct RandomRotation: Sendable {
    let layout: OneBitLayout
    /// The mean of the rows: what the same offset of all would cost the query's step.
    let mean: [Float]
    private let window: Int
    private let signs: [Float]

    /// Even, so that the first and the last components are transformed equally often.
    private static let rounds = 4
    /// Rows looked at for the mean.
    private static let sampleMax = 8192

    /// The rotation of rows with that mean.
    init(mean: [Float]) {
        self.mean = mean
        layout = OneBitLayout(holding: mean.count)
        window = 1 << (Int.bitWidth - 1 - layout.components.leadingZeroBitCount)
        var random = SeededRandom(seed: 0x5EED), signs: [Float] = []
        let scale = Float(1 / Double(window).squareRoot())
        for round in 0..<Self.rounds {
            let first = round % 2 == 0 ? 0 : layout.components - window
            for i in 0..<layout.components {
                let size = first..<(first + window) ~= i ? scale : 1
                signs.append(random.next() >> 63 == 0 ? size : -size)
            }
        }
        self.signs = signs
    }

    /// The rotation of some f32 rows.
    init(fitting rows: VectorRows) {
        let step = max(1, rows.count / Self.sampleMax)
        var sums = [Double](repeating: 0, count: rows.dimension), count = 0
        for slot in stride(from: 0, to: rows.count, by: step) {
            rows.withFloats(slot) { row in for i in 0..<row.count { sums[i] += Double(row[i]) } }
            count += 1
        }
        self.init(mean: sums.map { Float($0 / Double(max(1, count))) })
    }

    /// Writes a vector's rotated components, centred, of which there are as many as the layout has.
    func rotate(_ vector: Span<Float>, into components: inout MutableSpan<Float>) {
        for i in 0..<vector.count { components[i] = vector[i] - mean[i] }
        for i in vector.count..<components.count { components[i] = 0 }
        Kernels.active.rotate(&components, window: window, signs: signs.span)
    }
}
