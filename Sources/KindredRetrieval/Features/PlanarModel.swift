internal import KindredMath

// Heckbert, "Fundamentals of texture mapping and image warping", 1989, for four points; Hartley, "In defense of the eight-point
// algorithm", PAMI 19(6), 1997, for more. A similarity is a line through complex numbers, an affine map three normal equations.

/// Which maps may lead from one image to the other.
public enum PlanarModel: String, Sendable, Hashable, CaseIterable {
    /// Turn, scale, shift: from two points.
    case similarity
    /// Every linear map and a shift: from three points.
    case affine
    /// What a camera sees of a plane: from four points.
    case homography

    /// Points that determine a map.
    public var pointCount: Int {
        switch self {
        case .similarity: 2
        case .affine: 3
        case .homography: 4
        }
    }

    /// The map that leads from some points to others, or comes nearest to it by least squares; nil when the points do not tell.
    ///
    /// - Precondition: as many points on both sides, at least ``pointCount``.
    public func transform(from: [SIMD2<Double>], to: [SIMD2<Double>]) -> PlanarTransform? {
        precondition(from.count == to.count && from.count >= pointCount, "\(from.count) and \(to.count) points for a \(self)")
        // Around the middle and of unit size, sums lose no digits.
        guard let a = Self.centring(from), let b = Self.centring(to), let back = b.inverse else { return nil }
        let source = from.compactMap { a($0) }, target = to.compactMap { b($0) }
        let map: PlanarTransform? =
            switch self {
            case .similarity: Self.similarity(source, target)
            case .affine: Self.affine(source, target)
            case .homography: from.count == 4 ? Self.homographyOfFour(source, target) : Self.homography(source, target)
            }
        guard let map, map.matrix.allSatisfy(\.isFinite) else { return nil }
        return back.after(map).after(a)
    }

    /// The shift and scale that bring points around 0 at a mean distance of √2.
    private static func centring(_ points: [SIMD2<Double>]) -> PlanarTransform? {
        let middle = points.reduce(.zero, +) / Double(points.count)
        let distance = points.reduce(0) { $0 + (($1 - middle) * ($1 - middle)).sum().squareRoot() } / Double(points.count)
        guard distance > 1e-9 else { return nil }
        let scale = 2.0.squareRoot() / distance
        return PlanarTransform([scale, 0, -scale * middle.x, 0, scale, -scale * middle.y, 0, 0, 1])
    }

    /// b ≈ z·a for complex z; both are around 0.
    private static func similarity(_ from: [SIMD2<Double>], _ to: [SIMD2<Double>]) -> PlanarTransform? {
        var real = 0.0, imaginary = 0.0, norm = 0.0
        for (a, b) in zip(from, to) {
            real += a.x * b.x + a.y * b.y
            imaginary += a.x * b.y - a.y * b.x
            norm += (a * a).sum()
        }
        guard norm > 0 else { return nil }
        return PlanarTransform([real / norm, -imaginary / norm, 0, imaginary / norm, real / norm, 0, 0, 0, 1])
    }

    /// b ≈ M·a; both are around 0.
    private static func affine(_ from: [SIMD2<Double>], _ to: [SIMD2<Double>]) -> PlanarTransform? {
        var xx = 0.0, xy = 0.0, yy = 0.0, ux = SIMD2<Double>.zero, uy = SIMD2<Double>.zero
        for (a, b) in zip(from, to) {
            xx += a.x * a.x
            xy += a.x * a.y
            yy += a.y * a.y
            ux += b * a.x
            uy += b * a.y
        }
        let determinant = xx * yy - xy * xy
        guard determinant > 1e-9 * xx * yy else { return nil }
        let first = (ux * yy - uy * xy) / determinant, second = (uy * xx - ux * xy) / determinant
        return PlanarTransform([first.x, second.x, 0, first.y, second.y, 0, 0, 0, 1])
    }

    /// By way of the unit square.
    private static func homographyOfFour(_ from: [SIMD2<Double>], _ to: [SIMD2<Double>]) -> PlanarTransform? {
        guard let first = square(to: from)?.inverse, let second = square(to: to) else { return nil }
        return second.after(first)
    }

    /// The map of (0, 0), (1, 0), (1, 1), (0, 1) to four points, no three of them on a line.
    private static func square(to p: [SIMD2<Double>]) -> PlanarTransform? {
        let right = p[1] - p[2], left = p[3] - p[2], rest = p[0] - p[1] + p[2] - p[3]
        let determinant = right.x * left.y - left.x * right.y
        guard abs(determinant) > 1e-9 else { return nil }
        let g = (rest.x * left.y - left.x * rest.y) / determinant, h = (right.x * rest.y - rest.x * right.y) / determinant
        let along = p[1] - p[0] + g * p[1], down = p[3] - p[0] + h * p[3]
        return PlanarTransform([along.x, down.x, p[0].x, along.y, down.y, p[0].y, g, h, 1])
    }

    /// The direct linear transform: the eigenvector of the least eigenvalue of AᵀA.
    private static func homography(_ from: [SIMD2<Double>], _ to: [SIMD2<Double>]) -> PlanarTransform? {
        var normal = Matrix<Double>(rows: 9, columns: 9)
        for (a, b) in zip(from, to) {
            let equations = [
                [-a.x, -a.y, -1, 0, 0, 0, b.x * a.x, b.x * a.y, b.x],
                [0, 0, 0, -a.x, -a.y, -1, b.y * a.x, b.y * a.y, b.y],
            ]
            for equation in equations {
                for i in 0..<9 { for j in 0..<9 { normal[i, j] += equation[i] * equation[j] } }
            }
        }
        let eigen = SymmetricEigen(normal)
        // Two vanishing eigenvalues: more than one map fits.
        guard eigen.values[1] > 1e-12 * eigen.values[8] else { return nil }
        return PlanarTransform(eigen.vectors.row(0))
    }
}
