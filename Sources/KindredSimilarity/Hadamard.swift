public import KindredMath

/// The element-wise product of two vectors: (A ⊙ B)ᵢ = AᵢBᵢ.
///
///     hadamard([1, 2, 3], [2, 0, 1])   // [2, 0, 3]
///
/// Commutative, associative, distributes over +; its sum is the dot product; ones are its identity. Nothing is broadcast.
///
/// - Precondition: `a.count == b.count`.
/// - Complexity: O(*d*).
public func hadamard<Scalar: FloatingPoint>(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] {
    precondition(a.count == b.count, "different dimensions: \(a.count) and \(b.count)")
    return zip(a, b).map { $0 * $1 }
}

/// The element-wise product of two matrices of one shape.
///
/// - Precondition: equal rows and columns.
public func hadamard<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Matrix<Scalar> {
    precondition(
        a.rows == b.rows && a.columns == b.columns, "different shapes: \(a.rows) × \(a.columns) and \(b.rows) × \(b.columns)")
    return Matrix(rows: a.rows, columns: a.columns, elements: hadamard(a.elements, b.elements))
}
