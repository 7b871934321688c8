internal import KindredMath

/// A projection to leading principal components, turned at random among them so that all weigh alike.
///
/// Pearson (1901) for the components; the random turn is RaBitQ's. The matrix is kept in half precision: a query reads all of it, and
/// its rounding is a twentieth of the codes' own error.
struct PrincipalProjection: Sendable {
    let layout: FourBitLayout
    /// The mean of the rows.
    let mean: [Float]
    /// `mean.count` rows of `layout.components` halves.
    let matrix: [UInt16]

    /// The share of the variance that is kept at least.
    static let varianceKept = 0.94
    /// Rows looked at.
    static let sampleMax = 8192
    /// Above this the decomposition takes longer than it saves.
    static let dimensionMax = 1024

    init(layout: FourBitLayout, mean: [Float], matrix: [UInt16]) {
        precondition(matrix.count == mean.count * layout.components, "\(matrix.count) halves for \(mean.count) × \(layout.components)")
        self.layout = layout
        self.mean = mean
        self.matrix = matrix
    }

    /// The projection of some f32 rows.
    ///
    /// - Complexity: O(*d*² · sample + *d*³).
    init(fitting rows: VectorRows) {
        let dimension = rows.dimension, sample = Self.sample(rows)
        let mean = Self.mean(sample)
        let eigen = SymmetricEigen(Self.scatter(sample, mean))
        let layout = Self.layout(eigen.values.reversed())
        let kept = min(dimension, layout.components)
        let turn = Self.turn(layout.components)
        var leading = Matrix<Double>(rows: kept, columns: dimension)
        for i in 0..<kept {
            let vector = eigen.vectors.row(dimension - 1 - i)
            for j in 0..<dimension { leading[i, j] = vector[j] }
        }
        var rotation = Matrix<Double>(rows: kept, columns: layout.components)
        for i in 0..<kept { for j in 0..<layout.components { rotation[i, j] = turn[i, j] } }
        let product = leading.multiplied(by: rotation, transposeSelf: true)
        let values = product.elements.map(Float.init)
        var halves = [UInt16](repeating: 0, count: values.count)
        var target = halves.mutableSpan
        Kernels.active.convertToHalf(values.span, into: &target)
        self.init(layout: layout, mean: mean, matrix: halves)
    }

    /// Writes a vector's components; returns the squared norm of all that it is, centred.
    func project(_ vector: Span<Float>, into components: inout MutableSpan<Float>) -> Float {
        Kernels.active.project(vector, mean: mean.span, matrix: matrix.span, into: &components)
        var squares = 0.0
        for i in 0..<vector.count {
            let centred = Double(vector[i] - mean[i])
            squares += centred * centred
        }
        return Float(squares)
    }

    /// The fewest cache lines that keep enough of the variances, largest first.
    private static func layout(_ variances: some Sequence<Double>) -> FourBitLayout {
        let variances = Array(variances), total = variances.reduce(0, +)
        var kept = 0.0, count = 0
        while count < variances.count, kept < total * varianceKept {
            kept += variances[count]
            count += 1
        }
        return FourBitLayout(holding: max(1, count))
    }

    private static func sample(_ rows: VectorRows) -> Matrix<Float> {
        let step = max(1, rows.count / sampleMax), slots = Array(stride(from: 0, to: rows.count, by: step).prefix(sampleMax))
        return Matrix(rows: slots.count, columns: rows.dimension, elements: slots.flatMap(rows.floats(at:)))
    }

    private static func mean(_ sample: Matrix<Float>) -> [Float] {
        var sums = [Double](repeating: 0, count: sample.columns)
        for i in 0..<sample.rows { for j in 0..<sample.columns { sums[j] += Double(sample[i, j]) } }
        return sums.map { Float($0 / Double(max(1, sample.rows))) }
    }

    private static func scatter(_ sample: Matrix<Float>, _ mean: [Float]) -> Matrix<Double> {
        var centred = sample
        for i in 0..<sample.rows { for j in 0..<sample.columns { centred[i, j] -= mean[j] } }
        let product = centred.multiplied(by: centred, transposeSelf: true)
        return Matrix(rows: sample.columns, columns: sample.columns, elements: product.elements.map(Double.init))
    }

    /// A random orthogonal matrix: the eigenvectors of a symmetric matrix of normal draws have no preferred direction.
    private static func turn(_ size: Int) -> Matrix<Double> {
        var random = SeededRandom(seed: 0x5EED), draws = Matrix<Double>(rows: size, columns: size)
        for i in 0..<size { for j in 0...i { draws[i, j] = random.normal() } }
        return SymmetricEigen(draws).vectors
    }
}
