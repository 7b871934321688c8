public import KindredMath

/// What a Mahalanobis distance was fitted to: the mean and the Cholesky factor of a covariance, never its inverse.
///
/// Ledoit, Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", J. Multivariate Analysis 88(2), 2004.
public struct Covariance: Sendable, Hashable, Codable {
    /// μ, what whitening subtracts.
    public let mean: [Double]
    /// L with LLᵀ = S, lower triangular.
    public let factor: Matrix<Double>
    /// How much of the identity was mixed in, 0...1.
    public let shrinkage: Double
    /// The trace of S, for watching drift.
    public let trace: Double

    /// Components of a vector.
    public var dimension: Int { mean.count }

    /// The covariance matrix S itself, LLᵀ.
    public var matrix: Matrix<Double> { cholesky.product }

    var cholesky: Cholesky { Cholesky(factor: factor) }

    /// A covariance that is known.
    ///
    /// - Parameter mean: what whitening subtracts; it changes no distance. Default 0.
    /// - Throws: `.invalidWeights` when the matrix is not square and symmetric, or the mean does not fit;
    ///   `.singularCovariance` when a pivot is below 1e-10 of the largest.
    public init(_ matrix: Matrix<Double>, mean: [Double]? = nil) throws(MeasureError) {
        try self.init(matrix, mean: mean ?? [Double](repeating: 0, count: matrix.rows), shrinkage: 0)
    }

    init(_ matrix: Matrix<Double>, mean: [Double], shrinkage: Double) throws(MeasureError) {
        guard matrix.isSymmetric(tolerance: 1e-9), matrix.rows == mean.count, matrix.rows > 0 else {
            throw MeasureError(
                .invalidWeights,
                "a covariance is square and symmetric: given are \(matrix.rows) × \(matrix.columns) and a mean of \(mean.count)")
        }
        guard let cholesky = Cholesky(matrix, tolerance: Self.pivotTolerance) else {
            let rank = Self.rank(matrix)
            throw MeasureError(.singularCovariance, "covariance is singular (rank \(rank) of \(matrix.rows)): use shrinkage")
        }
        self.mean = mean
        factor = cholesky.factor
        trace = matrix.trace
        self.shrinkage = shrinkage
    }

    private static let pivotTolerance = 1e-10

    private static func rank(_ matrix: Matrix<Double>) -> Int {
        let values = SymmetricEigen(matrix).values
        return values.count { $0 > pivotTolerance * max(values.last ?? 0, 0) }
    }
}

extension Covariance {
    private enum CodingKeys: String, CodingKey { case mean, factor, shrinkage, trace }

    /// - Throws: `MeasureError` `.invalidWeights` when the factor is not lower triangular with a positive diagonal, or the mean
    ///   does not fit it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        mean = try container.decode([Double].self, forKey: .mean)
        factor = try container.decode(Matrix<Double>.self, forKey: .factor)
        shrinkage = try container.decode(Double.self, forKey: .shrinkage)
        trace = try container.decode(Double.self, forKey: .trace)
        guard mean.count == factor.rows, Self.isFactor(factor), mean.allSatisfy(\.isFinite) else {
            throw MeasureError(
                .invalidWeights, "a factor of \(factor.rows) × \(factor.columns) and a mean of \(mean.count) are no covariance")
        }
    }

    private static func isFactor(_ l: Matrix<Double>) -> Bool {
        guard l.rows == l.columns, l.rows > 0, l.elements.allSatisfy(\.isFinite) else { return false }
        return (0..<l.rows).allSatisfy { i in
            l[i, i] > 0 && ((i + 1)..<max(i + 1, l.columns)).allSatisfy { l[i, $0] == 0 }
        }
    }
}

extension Covariance {
    /// L⁻¹(x − μ) in Float64, rounded at the end.
    func whiten(_ vector: Span<Float>, into whitened: inout MutableSpan<Float>) {
        precondition(vector.count == dimension, "a vector of \(vector.count) for a covariance of \(dimension)")
        var x = vector.indices.map { Double(vector[$0]) - mean[$0] }
        cholesky.solveLower(&x)
        for i in x.indices { whitened[i] = Float(x[i]) }
    }

    /// Whitens vectors that follow one another.
    func whitened(_ vectors: Span<Float>) -> [Float] {
        precondition(vectors.count % dimension == 0, "\(vectors.count) components are no rows of \(dimension)")
        let block = max(1, 1 << 20 / dimension) * dimension
        var result: [Float] = []
        result.reserveCapacity(vectors.count)
        for start in stride(from: 0, to: vectors.count, by: block) {
            var x = (start..<min(start + block, vectors.count)).map { Double(vectors[$0]) - mean[$0 % dimension] }
            cholesky.solveLower(rows: &x)
            for value in x { result.append(Float(value)) }
        }
        return result
    }

    /// L⁻¹(a − b).
    func whitenedDifference(_ a: Span<Double>, _ b: Span<Double>) -> [Double] {
        cholesky.solveLower(a.indices.map { a[$0] - b[$0] })
    }
}

extension Covariance {
    /// How far other rows are from what the covariance was fitted to.
    public struct Drift: Sendable, Hashable, Codable {
        /// The Mahalanobis distance between the two means.
        public let meanShift: Double
        /// The trace of the rows' covariance over the fitted one; 1 when nothing moved.
        public let traceRatio: Double
    }

    /// The drift of `rows`, which follow one another. Nothing is refitted.
    ///
    /// - Throws: `.tooFewRows` below 2, `.dimensionMismatch`.
    public func drift(of rows: Span<Float>) throws(MeasureError) -> Drift {
        let moments = try Moments(rows, dimension: dimension)
        let shift = Wide.norm(whitenedDifference(moments.mean.span, mean.span).span)
        return Drift(meanShift: shift, traceRatio: moments.covariance(divisor: moments.count - 1).trace / trace)
    }
}
