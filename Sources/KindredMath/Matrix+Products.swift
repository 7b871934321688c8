extension Matrix where Scalar == Float {
    /// The matrix product.
    ///
    /// - Precondition: `a.columns == b.rows`.
    /// - Complexity: O(rows · columns · depth), by the active BLAS.
    public static func * (a: Matrix, b: Matrix) -> Matrix { a.multiplied(by: b) }

    /// op(A)·op(B), where op transposes or does not.
    public func multiplied(
        by b: Matrix, transposeSelf: Bool = false, transposeOther transposeB: Bool = false, using blas: BLAS = .active
    ) -> Matrix {
        let shape = productShape(transposeSelf, b, transposeB)
        var product = Matrix(rows: shape.m, columns: shape.n)
        var span = product.elements.mutableSpan
        blas.multiply(
            elements.span, transposeA: transposeSelf, b.elements.span, transposeB: transposeB, m: shape.m, n: shape.n, k: shape.k,
            into: &span)
        return product
    }
}

extension Matrix where Scalar == Double {
    /// The matrix product.
    ///
    /// - Precondition: `a.columns == b.rows`.
    /// - Complexity: O(rows · columns · depth), by the active BLAS.
    public static func * (a: Matrix, b: Matrix) -> Matrix { a.multiplied(by: b) }

    /// op(A)·op(B), where op transposes or does not.
    public func multiplied(
        by b: Matrix, transposeSelf: Bool = false, transposeOther transposeB: Bool = false, using blas: BLAS = .active
    ) -> Matrix {
        let shape = productShape(transposeSelf, b, transposeB)
        var product = Matrix(rows: shape.m, columns: shape.n)
        var span = product.elements.mutableSpan
        blas.multiply(
            elements.span, transposeA: transposeSelf, b.elements.span, transposeB: transposeB, m: shape.m, n: shape.n, k: shape.k,
            into: &span)
        return product
    }
}

extension Matrix {
    private func shape(_ transposed: Bool) -> (rows: Int, columns: Int) {
        transposed ? (columns, rows) : (rows, columns)
    }

    func productShape(_ transposed: Bool, _ b: Matrix, _ transposeB: Bool) -> (m: Int, n: Int, k: Int) {
        let left = shape(transposed), right = b.shape(transposeB)
        precondition(left.columns == right.rows, "\(left.rows) × \(left.columns) times \(right.rows) × \(right.columns)")
        return (left.rows, right.columns, left.columns)
    }
}
