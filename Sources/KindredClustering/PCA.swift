internal import KindredMath

// Pearson, "On lines and planes of closest fit to systems of points in space", Philosophical Magazine 2, 1901: the eigenvectors of the
// covariance, in Float64. More dimensions than points are decomposed by the points' inner products instead.

/// The directions along which points vary most.
///
///     let pca = try PCA(points.span, dimension: 64, components: 2)
///     let plane = pca.projected(points.span)   // two numbers a point
///     pca.explained                            // the share of the variance that each direction holds
///
/// Of each direction the component of largest magnitude is positive.
public struct PCA: Sendable, Hashable {
    /// The mean of the points.
    public let mean: [Double]
    /// Unit directions, the one of largest variance first.
    public let directions: [[Double]]
    /// The variance along each direction, divided by *n* − 1.
    public let variances: [Double]
    /// The share of the whole variance along each direction; 0 where nothing varies.
    public let explained: [Double]

    /// The `components` leading directions of some points.
    ///
    /// - Parameter points: row after row, `dimension` components each.
    /// - Throws: `invalidParameter` for no points or for more components than dimensions; `notFinite`.
    /// - Complexity: O(*n d* min(*n*, *d*) + min(*n*, *d*)³).
    public init(_ points: Span<Float>, dimension: Int, components: Int) throws(ClusteringError) {
        let count = try PointCheck.count(points, dimension: dimension)
        guard count > 0 else { throw ClusteringError(.invalidParameter, "no points have no principal components") }
        guard (1...dimension).contains(components) else {
            throw ClusteringError(.invalidParameter, "\(components) components of dimension \(dimension): 1...\(dimension) are allowed")
        }
        let mean = Self.mean(points, dimension, count)
        let (values, vectors) = Self.leading(points, mean, count, components)
        let scale = Double(max(1, count - 1))
        self.mean = mean
        directions = vectors
        variances = values.map { max(0, $0) / scale }
        let total = Self.scatterTrace(points, mean) / scale
        explained = variances.map { total > 0 ? $0 / total : 0 }
    }

    /// The coordinates of points along the directions, row after row.
    ///
    /// - Precondition: `points.count` is a multiple of the dimension.
    public func projected(_ points: Span<Float>) -> [Float] {
        let dimension = mean.count
        precondition(points.count % dimension == 0, "\(points.count) components are no points of dimension \(dimension)")
        var result: [Float] = []
        result.reserveCapacity(points.count / dimension * directions.count)
        for start in stride(from: 0, to: points.count, by: dimension) {
            for direction in directions {
                var sum = 0.0
                for j in 0..<dimension { sum += (Double(points[start + j]) - mean[j]) * direction[j] }
                result.append(Float(sum))
            }
        }
        return result
    }

    private static func mean(_ points: Span<Float>, _ dimension: Int, _ count: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: dimension)
        for i in 0..<count { for j in 0..<dimension { sums[j] += Double(points[i * dimension + j]) } }
        return sums.map { $0 / Double(count) }
    }

    private static func scatterTrace(_ points: Span<Float>, _ mean: [Double]) -> Double {
        var sum = 0.0
        for i in points.indices {
            let difference = Double(points[i]) - mean[i % mean.count]
            sum += difference * difference
        }
        return sum
    }

    /// The largest eigenvalues of the scatter matrix and their vectors.
    private static func leading(_ points: Span<Float>, _ mean: [Double], _ count: Int, _ components: Int) -> ([Double], [[Double]]) {
        let dimension = mean.count, isWide = dimension > count
        var scatter = Matrix<Double>(rows: min(count, dimension), columns: min(count, dimension))
        // A thousand points at a time: a copy of all in Float64 would be twice as large as they are.
        let block = isWide ? count : 1024
        var last = Matrix<Double>(rows: 0, columns: dimension)
        for first in stride(from: 0, to: count, by: block) {
            let rows = min(block, count - first)
            last = Matrix(
                rows: rows, columns: dimension,
                elements: (0..<rows * dimension).map { Double(points[first * dimension + $0]) - mean[$0 % dimension] })
            let part = last.multiplied(by: last, transposeSelf: !isWide, transposeOther: isWide)
            for e in part.elements.indices { scatter.elements[e] += part.elements[e] }
        }
        let eigen = SymmetricEigen(scatter), order = Array(eigen.values.indices.reversed().prefix(components))
        let values = order.map { eigen.values[$0] }
        guard isWide else { return (values, order.map { eigen.vectors.row($0) }) }
        let vectors = Matrix(order.map { eigen.vectors.row($0) }).multiplied(by: last)
        return completed(values, (0..<vectors.rows).map { vectors.row($0) }, dimension, components)
    }

    /// Unit vectors with unique signs; where nothing varies any more, unit vectors of axes made orthogonal to the others.
    private static func completed(
        _ values: [Double], _ vectors: [[Double]], _ dimension: Int, _ components: Int
    ) -> ([Double], [[Double]]) {
        var directions: [[Double]] = [], axis = 0
        let least = 1e-12 * max(values.first ?? 0, 0)
        for (value, vector) in zip(values, vectors) where value > least { directions.append(unit(vector)) }
        let found = directions.count
        while directions.count < components, axis < dimension {
            var vector = [Double](repeating: 0, count: dimension)
            vector[axis] = 1
            axis += 1
            for direction in directions + directions {
                let product = zip(vector, direction).reduce(0) { $0 + $1.0 * $1.1 }
                for j in 0..<dimension { vector[j] -= product * direction[j] }
            }
            if vector.reduce(0, { $0 + $1 * $1 }) > 1e-8 { directions.append(unit(vector)) }
        }
        return (Array(values.prefix(found)) + [Double](repeating: 0, count: components - found), directions)
    }

    private static func unit(_ vector: [Double]) -> [Double] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let leader = vector.max { abs($0) < abs($1) - 1e-12 } ?? 0
        return vector.map { $0 / (leader < 0 ? -length : length) }
    }
}
