#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

// LAPACK reads columns where we keep rows: our lower triangle is its upper one, our rows of eigenvectors are its columns.

extension BLAS {
    /// Replaces the lower triangle by L with LLᵀ = A; false when a pivot is not positive. The upper triangle is left in disorder.
    func factorLower(_ matrix: inout Matrix<Double>) -> Bool {
        let n = matrix.rows
        guard n > 0 else { return true }
        guard let dpotrf = unsafe library?.dpotrf else { return portableFactorLower(&matrix) }
        var size = Int32(n), info: Int32 = 0
        var upper = CChar(UInt8(ascii: "U"))
        unsafe matrix.elements.withUnsafeMutableBufferPointer { elements in
            guard let base = elements.baseAddress else { return }
            unsafe dpotrf(&upper, &size, base, &size, &info)
        }
        return info == 0
    }

    private func portableFactorLower(_ a: inout Matrix<Double>) -> Bool {
        for j in 0..<a.rows {
            for k in 0..<j { for i in j..<a.rows { a[i, j] -= a[i, k] * a[j, k] } }
            guard a[j, j] > 0 else { return false }
            let pivot = a[j, j].squareRoot()
            for i in j..<a.rows { a[i, j] /= pivot }
        }
        return true
    }

    /// Eigenvalues, ascending, and eigenvectors as rows; nil without LAPACK.
    func symmetricEigen(_ matrix: Matrix<Double>) -> (values: [Double], vectors: Matrix<Double>)? {
        guard let dsyev = unsafe library?.dsyev, matrix.rows > 0 else { return nil }
        var vectors = matrix
        var values = [Double](repeating: 0, count: matrix.rows)
        var size = Int32(matrix.rows), info: Int32 = 0
        var job = CChar(UInt8(ascii: "V")), upper = CChar(UInt8(ascii: "U"))
        var room = Int32(max(1, 64 * matrix.rows))
        var work = [Double](repeating: 0, count: Int(room))
        unsafe vectors.elements.withUnsafeMutableBufferPointer { elements in
            unsafe values.withUnsafeMutableBufferPointer { values in
                unsafe work.withUnsafeMutableBufferPointer { work in
                    guard let a = elements.baseAddress, let w = values.baseAddress, let room0 = work.baseAddress else { return }
                    unsafe dsyev(&job, &upper, &size, a, &size, w, room0, &room, &info)
                }
            }
        }
        return info == 0 ? (values, vectors) : nil
    }

    /// The thin decomposition; nil without LAPACK. Aᵀ = V·s·Uᵀ is what LAPACK sees, so its U is our V.
    func singularValues(_ matrix: Matrix<Double>) -> (Matrix<Double>, [Double], Matrix<Double>)? {
        let r = min(matrix.rows, matrix.columns)
        guard let dgesvd = unsafe library?.dgesvd, r > 0 else { return nil }
        var a = matrix.elements
        var values = [Double](repeating: 0, count: r)
        var u = [Double](repeating: 0, count: matrix.rows * r), vt = [Double](repeating: 0, count: r * matrix.columns)
        var m = Int32(matrix.columns), n = Int32(matrix.rows), rank = Int32(r), info: Int32 = 0
        var job = CChar(UInt8(ascii: "S"))
        var room = Int32(max(1, 8 * max(matrix.rows, matrix.columns) + 64 * r))
        var work = [Double](repeating: 0, count: Int(room))
        unsafe a.withUnsafeMutableBufferPointer { a in
            unsafe values.withUnsafeMutableBufferPointer { values in
                unsafe u.withUnsafeMutableBufferPointer { u in
                    unsafe vt.withUnsafeMutableBufferPointer { vt in
                        unsafe work.withUnsafeMutableBufferPointer { work in
                            guard let a = a.baseAddress, let s = values.baseAddress, let u = u.baseAddress,
                                let vt = vt.baseAddress, let work = work.baseAddress
                            else { return }
                            unsafe dgesvd(&job, &job, &m, &n, a, &m, s, vt, &m, u, &rank, work, &room, &info)
                        }
                    }
                }
            }
        }
        guard info == 0 else { return nil }
        return (Matrix(rows: matrix.rows, columns: r, elements: u), values, Matrix(rows: r, columns: matrix.columns, elements: vt))
    }
}

extension Double {
    /// ln x, for files that stay clear of the C library.
    var naturalLogarithm: Double { log(self) }
}
