/// Eigenvalues and eigenvectors of a symmetric matrix, values in ascending order.
///
///     let eigen = SymmetricEigen(Matrix([[2, 1], [1, 2]]))
///     eigen.values            // [1, 3]
///     eigen.vectors.row(1)    // ±[0.7071, 0.7071], the eigenvector of 3
///
/// LAPACK's dsyev where there is one; elsewhere cyclic Jacobi rotations (Golub, Van Loan, 8.5). A vector's sign is made
/// unique: its component of largest magnitude (the first of them) is positive.
public struct SymmetricEigen: Sendable, Hashable {
    /// Ascending.
    public let values: [Double]
    /// Row *i* is the unit eigenvector of value *i*.
    public let vectors: Matrix<Double>

    /// The decomposition of `matrix`, of which only the lower triangle is read.
    ///
    /// - Precondition: `matrix` is square and finite.
    /// - Complexity: O(*n*³).
    public init(_ matrix: Matrix<Double>, using blas: BLAS = .active) {
        precondition(matrix.rows == matrix.columns, "\(matrix.rows) × \(matrix.columns) is not square")
        let (values, vectors) = blas.symmetricEigen(matrix) ?? jacobiEigen(matrix)
        self.values = values
        self.vectors = vectors.withPositiveLeaders
    }
}

/// Cyclic Jacobi: rotations that zero one off-diagonal pair at a time until none is left that counts.
private func jacobiEigen(_ matrix: Matrix<Double>) -> (values: [Double], vectors: Matrix<Double>) {
    let n = matrix.rows
    var a = matrix
    for i in 0..<n { for j in 0..<i { a[j, i] = a[i, j] } }
    var v = Matrix<Double>.identity(n)
    for _ in 0..<64 {
        var rotated = false
        for p in 0..<n {
            for q in (p + 1)..<max(p + 1, n) where abs(a[p, q]) > 1e-17 * (abs(a[p, p]) * abs(a[q, q])).squareRoot() {
                guard a[p, q] != 0 else { continue }
                rotate(&a, &v, p, q)
                rotated = true
            }
        }
        if !rotated { break }
    }
    let order = (0..<n).sorted { a[$0, $0] < a[$1, $1] }
    return (order.map { a[$0, $0] }, Matrix(order.map { v.row($0) }))
}

/// One rotation in the plane (p, q); the rows of `v` follow.
private func rotate(_ a: inout Matrix<Double>, _ v: inout Matrix<Double>, _ p: Int, _ q: Int) {
    let theta = (a[q, q] - a[p, p]) / (2 * a[p, q])
    let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot(), s = t * c
    for k in 0..<a.rows {
        let kp = a[k, p], kq = a[k, q]
        a[k, p] = c * kp - s * kq
        a[k, q] = s * kp + c * kq
    }
    for k in 0..<a.rows {
        let pk = a[p, k], qk = a[q, k]
        a[p, k] = c * pk - s * qk
        a[q, k] = s * pk + c * qk
        let vp = v[p, k], vq = v[q, k]
        v[p, k] = c * vp - s * vq
        v[q, k] = s * vp + c * vq
    }
    a[p, q] = 0
    a[q, p] = 0
}

extension Matrix where Scalar == Double {
    /// Each row, or its negative, so that its first component of largest magnitude is positive.
    var withPositiveLeaders: Matrix {
        var result = self
        for i in 0..<rows {
            let row = row(i)
            guard let leader = row.max(by: { abs($0) < abs($1) - 1e-12 }), leader < 0 else { continue }
            for j in 0..<columns { result[i, j] = -row[j] }
        }
        return result
    }
}
