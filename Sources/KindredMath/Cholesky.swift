/// The lower triangle L with LLᵀ = A of a symmetric positive definite matrix.
///
///     let cholesky = Cholesky(Matrix([[4, 2], [2, 3]]))!
///     cholesky.factor[1, 0]          // 1
///     cholesky.solveLower([2, 1])    // L⁻¹[2, 1] = [1, 0]
///
/// Golub, Van Loan, Matrix Computations, 4th ed., 4.2. LAPACK's dpotrf where there is one, our own loop elsewhere.
public struct Cholesky: Sendable, Hashable {
    /// L, with zeros above its diagonal.
    public let factor: Matrix<Double>

    /// The factor of `matrix`, of which only the lower triangle is read; nil when it is not positive definite, that is when a
    /// pivot is not above `tolerance` times the largest diagonal element.
    ///
    /// - Precondition: `matrix` is square.
    /// - Complexity: O(*n*³).
    public init?(_ matrix: Matrix<Double>, tolerance: Double = 0, using blas: BLAS = .active) {
        precondition(matrix.rows == matrix.columns, "\(matrix.rows) × \(matrix.columns) is not square")
        var factor = matrix
        guard blas.factorLower(&factor) else { return nil }
        for i in 0..<factor.rows { for j in (i + 1)..<max(i + 1, factor.columns) { factor[i, j] = 0 } }
        self.init(factor: factor)
        let pivots = pivots
        guard let largest = pivots.max(), let smallest = pivots.min() else { return }
        guard smallest > tolerance * largest, largest.isFinite else { return nil }
    }

    /// A factor that is already known.
    ///
    /// - Precondition: square, lower triangular, with a positive diagonal.
    public init(factor: Matrix<Double>) {
        precondition(factor.rows == factor.columns, "\(factor.rows) × \(factor.columns) is not square")
        self.factor = factor
    }

    /// The squared diagonal of L: what elimination divides by.
    public var pivots: [Double] { (0..<factor.rows).map { factor[$0, $0] * factor[$0, $0] } }

    /// ln det A.
    public var logDeterminant: Double {
        pivots.reduce(0) { $0 + $1.naturalLogarithm }
    }

    /// L⁻¹x, by forward substitution.
    ///
    /// - Complexity: O(*n*²).
    public func solveLower(_ x: [Double]) -> [Double] {
        var y = x
        solveLower(&y)
        return y
    }

    /// Replaces x by L⁻¹x.
    public func solveLower(_ x: inout [Double]) {
        let n = factor.rows
        precondition(x.count == n, "a vector of \(x.count) for a factor of \(n)")
        let elements = factor.elements.span
        for i in 0..<n {
            let row = elements.extracting(i * n..<(i + 1) * n)
            x[i] = (x[i] - Self.dot(row, x.span, i)) / row[i]
        }
    }

    /// Σ aⱼbⱼ for j < count, over four sums, which a processor adds side by side.
    private static func dot(_ a: Span<Double>, _ b: Span<Double>, _ count: Int) -> Double {
        var sums = SIMD4<Double>.zero
        var j = 0
        while j &+ 4 <= count {
            sums += SIMD4(a[j], a[j &+ 1], a[j &+ 2], a[j &+ 3]) * SIMD4(b[j], b[j &+ 1], b[j &+ 2], b[j &+ 3])
            j &+= 4
        }
        var sum = sums.sum()
        while j < count {
            sum += a[j] * b[j]
            j &+= 1
        }
        return sum
    }

    /// L⁻ᵀx, by backward substitution.
    public func solveUpper(_ x: [Double]) -> [Double] {
        let n = factor.rows
        precondition(x.count == n, "a vector of \(x.count) for a factor of \(n)")
        var y = x
        for i in (0..<n).reversed() {
            for j in (i + 1)..<max(i + 1, n) { y[i] -= factor[j, i] * y[j] }
            y[i] /= factor[i, i]
        }
        return y
    }

    /// A⁻¹x.
    public func solve(_ x: [Double]) -> [Double] { solveUpper(solveLower(x)) }

    /// Replaces each of the vectors in `rows`, one after another, by L⁻¹ of it.
    ///
    /// - Precondition: `rows.count` is a multiple of the factor's size.
    /// - Complexity: O(count · *n*²), at the speed of a matrix product where there is a BLAS.
    public func solveLower(rows: inout [Double], using blas: BLAS = .active) {
        let n = factor.rows
        precondition(n > 0 && rows.count % n == 0, "\(rows.count) components are no vectors of \(n)")
        var span = rows.mutableSpan
        if blas.solveLower(factor, rows: &span) { return }
        for start in stride(from: 0, to: rows.count, by: n) {
            var row = Array(rows[start..<start + n])
            solveLower(&row)
            rows.replaceSubrange(start..<start + n, with: row)
        }
    }

    /// LLᵀ.
    public var product: Matrix<Double> { factor.multiplied(by: factor, transposeOther: true) }
}
