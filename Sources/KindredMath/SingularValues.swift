/// The thin singular value decomposition A = U·diag(s)·Vᵀ, values in descending order.
///
/// LAPACK's dgesvd where there is one; elsewhere one-sided Jacobi rotations (Hestenes 1958; Golub, Van Loan, 8.6.3).
public struct SingularValues: Sendable, Hashable {
    /// rows × r, with orthonormal columns (zero columns where a value is zero, without LAPACK); r = min(rows, columns).
    public let u: Matrix<Double>
    /// Descending, r of them.
    public let values: [Double]
    /// r × columns, with orthonormal rows.
    public let vt: Matrix<Double>

    /// - Precondition: `matrix` is finite.
    /// - Complexity: O(rows · columns · min(rows, columns)).
    public init(_ matrix: Matrix<Double>, using blas: BLAS = .active) {
        if let (u, values, vt) = blas.singularValues(matrix) {
            (self.u, self.values, self.vt) = (u, values, vt)
        } else if matrix.rows >= matrix.columns {
            (u, values, vt) = oneSidedJacobi(matrix)
        } else {
            let (v, values, ut) = oneSidedJacobi(matrix.transposed)
            (u, self.values, vt) = (ut.transposed, values, v.transposed)
        }
    }

    /// How many values exceed `tolerance` times the largest.
    public func rank(tolerance: Double = 1e-12) -> Int {
        guard let largest = values.first, largest > 0 else { return 0 }
        return values.count { $0 > tolerance * largest }
    }
}

/// Rotates columns until all are orthogonal; their lengths are the singular values. Rows ≥ columns.
private func oneSidedJacobi(_ matrix: Matrix<Double>) -> (Matrix<Double>, [Double], Matrix<Double>) {
    let n = matrix.columns
    var columns = (0..<n).map { matrix.column($0) }
    var v = (0..<n).map { j in (0..<n).map { $0 == j ? 1.0 : 0.0 } }
    for _ in 0..<64 {
        var rotated = false
        for p in 0..<n {
            for q in (p + 1)..<max(p + 1, n) where orthogonalise(&columns, &v, p, q) { rotated = true }
        }
        if !rotated { break }
    }
    let lengths = columns.map { column in column.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let order = (0..<n).sorted { lengths[$0] > lengths[$1] }
    let u = Matrix(order.map { j in columns[j].map { lengths[j] > 0 ? $0 / lengths[j] : 0 } })
    return (u.rows == 0 ? Matrix(rows: matrix.rows, columns: 0) : u.transposed, order.map { lengths[$0] }, Matrix(order.map { v[$0] }))
}

/// One rotation that makes columns p and q orthogonal; false when they already are.
private func orthogonalise(_ columns: inout [[Double]], _ v: inout [[Double]], _ p: Int, _ q: Int) -> Bool {
    var pp = 0.0, qq = 0.0, pq = 0.0
    for i in columns[p].indices {
        pp += columns[p][i] * columns[p][i]
        qq += columns[q][i] * columns[q][i]
        pq += columns[p][i] * columns[q][i]
    }
    guard abs(pq) > 1e-15 * (pp * qq).squareRoot() else { return false }
    let zeta = (qq - pp) / (2 * pq)
    let t = (zeta >= 0 ? 1.0 : -1.0) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
    let c = 1 / (1 + t * t).squareRoot(), s = c * t
    turn(&columns, p, q, c, s)
    turn(&v, p, q, c, s)
    return true
}

private func turn(_ columns: inout [[Double]], _ p: Int, _ q: Int, _ c: Double, _ s: Double) {
    for i in columns[p].indices {
        let x = columns[p][i], y = columns[q][i]
        columns[p][i] = c * x - s * y
        columns[q][i] = s * x + c * y
    }
}
