import KindredMath

/// The batch that the golden values of all losses and miners are computed on.
enum BatchG {
    static let labels = [0, 0, 1, 1, 2, 2]
    static let embeddings: [[Double]] = [[1, 0.2, -0.3], [0.8, 0.5, 0.1], [0.9, 0.6, 0.2], [0.2, 0.9, 0.7], [0.6, 0.1, 0.5], [0.3, -0.4, -1]]
    static let classWeights: [[Double]] = [[0.9, -0.2, 0.1], [0.1, 1.1, -0.4], [-0.3, 0.4, 0.8]]

    /// Euclidean distances of the rows made unit.
    static var distances: Matrix<Double> {
        let units = embeddings.map { row in
            let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return row.map { $0 / norm }
        }
        return Matrix(units.map { a in units.map { b in zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot() } })
    }
}
