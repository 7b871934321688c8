/// A map of the plane: (x, y) to (u/w, v/w), where (u, v, w) is a 3 × 3 matrix times (x, y, 1).
public struct PlanarTransform: Sendable, Hashable {
    /// The matrix, row after row; the last element is 1 wherever it can be.
    public let matrix: [Double]

    /// A map of a matrix.
    ///
    /// - Precondition: nine elements.
    public init(_ matrix: [Double]) {
        precondition(matrix.count == 9, "a matrix of \(matrix.count) elements, not 9")
        let last = matrix[8]
        self.matrix = abs(last) > 1e-12 ? matrix.map { $0 / last } : matrix
    }

    /// Everything stays where it is.
    public static let identity = PlanarTransform([1, 0, 0, 0, 1, 0, 0, 0, 1])

    /// Where a point goes; nil for a point that goes to infinity.
    public func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double>? {
        let w = matrix[6] * point.x + matrix[7] * point.y + matrix[8]
        guard abs(w) > 1e-12 else { return nil }
        return SIMD2(matrix[0] * point.x + matrix[1] * point.y + matrix[2], matrix[3] * point.x + matrix[4] * point.y + matrix[5]) / w
    }

    /// First the other map, then this one.
    public func after(_ other: PlanarTransform) -> PlanarTransform {
        var product = [Double](repeating: 0, count: 9)
        for i in 0..<3 { for j in 0..<3 { for k in 0..<3 { product[3 * i + j] += matrix[3 * i + k] * other.matrix[3 * k + j] } } }
        return PlanarTransform(product)
    }

    /// The map back; nil when points fall together.
    public var inverse: PlanarTransform? {
        let m = matrix
        func minor(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double { m[a] * m[d] - m[b] * m[c] }
        let determinant = m[0] * minor(4, 5, 7, 8) - m[1] * minor(3, 5, 6, 8) + m[2] * minor(3, 4, 6, 7)
        let size = m.reduce(0) { max($0, abs($1)) }
        guard determinant.isFinite, abs(determinant) > 1e-12 * size * size * size else { return nil }
        let adjugate = [
            minor(4, 5, 7, 8), -minor(1, 2, 7, 8), minor(1, 2, 4, 5),
            -minor(3, 5, 6, 8), minor(0, 2, 6, 8), -minor(0, 2, 3, 5),
            minor(3, 4, 6, 7), -minor(0, 1, 6, 7), minor(0, 1, 3, 4),
        ]
        return PlanarTransform(adjugate.map { $0 / determinant })
    }

    /// How much an area around a point grows; negative where the map mirrors. Nil at infinity.
    func growth(at point: SIMD2<Double>) -> Double? {
        guard let middle = self(point), let right = self(point + SIMD2(1, 0)), let below = self(point + SIMD2(0, 1)) else { return nil }
        let u = right - middle, v = below - middle
        return u.x * v.y - u.y * v.x
    }
}
