internal import KindredMath

// Von Luxburg 2007, sections 3 to 5. Departures: the eigenvectors of eigenvalue 0 are known without a solver, they are the indicators
// of the connected components, larger components first; the others come from LAPACK for few points and from Lanczos for many.

/// The smallest eigenpairs of a graph's Laplacian.
///
///     let path = try SimilarityGraph(weights: [[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
///     try SpectralEmbedding(path, laplacian: .unnormalized, count: 4).eigenvalues   // [0, 0.5858, 2, 3.4142]
///
/// Vectors are unique up to what is equal: of each, the entry of largest magnitude (the first of them) is positive.
public struct SpectralEmbedding: Sendable {
    /// Who computes eigenpairs.
    public enum Solver: String, Sendable, Hashable {
        /// Dense up to ``denseMax`` points, else Lanczos.
        case automatic
        /// LAPACK on the whole matrix: O(*n*³) time, 16*n*² bytes.
        case dense
        /// Thick-restart Lanczos on sparse or dense weights.
        case lanczos
    }

    /// The Laplacian.
    public let laplacian: Laplacian
    /// Ascending, at least 0.
    public let eigenvalues: [Double]
    /// Vector *i*, one entry a point: for the random walk D^−½ times that of the symmetric Laplacian, else of unit length.
    public let vectors: [[Double]]
    /// How many connected components: the multiplicity of eigenvalue 0.
    public let componentCount: Int
    /// The largest |L·u − λ·u| among the vectors, those of the symmetric Laplacian in case of a random walk.
    public let residual: Double
    /// Whether the solver reached the residual it was after.
    public let isConverged: Bool
    /// How often the solver applied the Laplacian; 0 for a dense one.
    public let steps: Int

    /// Points up to which the dense solver is faster than Lanczos on a graph of nearest neighbors.
    public static let denseMax = 256
    /// What a residual is at most when a solver has converged, per unit of the largest eigenvalue there can be (2 when normalised).
    public static let tolerance = 5e-9

    /// The `count` smallest eigenpairs, fewer when there are fewer points.
    ///
    /// - Throws: `invalidParameter` for a count below 1; `cancelled`.
    public init(
        _ graph: SimilarityGraph, laplacian: Laplacian, count: Int, solver: Solver = .automatic, seed: UInt64 = 0, threads: Int = 1,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(ClusteringError) {
        guard count >= 1 else { throw ClusteringError(.invalidParameter, "\(count) eigenvectors: at least 1 is needed") }
        let components = graph.components
        let isDense = solver == .dense || solver == .automatic && graph.count <= Self.denseMax
        var pairs = Eigenpairs(values: [], vectors: Self.indicators(components, graph.degrees, laplacian, most: count))
        pairs.values = pairs.vectors.map { _ in 0 }
        let rest = min(count, graph.count) - pairs.values.count
        if rest > 0 {
            let more =
                isDense
                ? Self.dense(graph, laplacian, rest, after: components.count)
                : try Self.lanczos(graph, laplacian, rest, pairs.vectors, seed, threads, isCancelled)
            pairs.values += more.values.map { max(0, $0) }
            pairs.vectors += more.vectors
            (pairs.residual, pairs.steps) = (more.residual, more.steps)
        }
        self.laplacian = laplacian
        eigenvalues = pairs.values
        vectors = pairs.vectors.map { Self.signed(laplacian == .randomWalk ? Self.walked($0, graph.degrees) : $0) }
        componentCount = components.count
        residual = pairs.residual
        steps = pairs.steps
        let scale = laplacian == .unnormalized ? max(1, graph.degrees.max() ?? 0) : 1
        isConverged = residual <= 2 * Self.tolerance * scale
    }

    /// How many clusters the largest gap between neighboring eigenvalues suggests: the i of 1...20 with the largest
    /// λ(i+1) − λ(i), of equal ones the first.
    public var eigengap: Int {
        let last = min(20, eigenvalues.count - 1)
        guard last >= 1 else { return 1 }
        return (1...last).max { gap($0) < gap($1) || gap($0) == gap($1) && $0 > $1 } ?? 1
    }

    private func gap(_ i: Int) -> Double { eigenvalues[i] - eigenvalues[i - 1] }

    /// Eigenvectors of eigenvalue 0: of each component 1, or √degree where the Laplacian is normalised.
    private static func indicators(_ components: [[Int]], _ degrees: [Double], _ laplacian: Laplacian, most: Int) -> [[Double]] {
        components.prefix(most).map { component in
            var vector = [Double](repeating: 0, count: degrees.count)
            for i in component { vector[i] = laplacian == .unnormalized || component.count == 1 ? 1 : degrees[i].squareRoot() }
            let length = component.reduce(0) { $0 + vector[$1] * vector[$1] }.squareRoot()
            for i in component { vector[i] /= length }
            return vector
        }
    }

    private static func dense(_ graph: SimilarityGraph, _ laplacian: Laplacian, _ count: Int, after first: Int) -> Eigenpairs {
        let matrix = laplacian.matrix(of: graph), eigen = SymmetricEigen(matrix)
        let range = first..<min(first + count, graph.count)
        let vectors = range.map { eigen.vectors.row($0) }
        var residual = 0.0
        for (value, vector) in zip(eigen.values[range], vectors) {
            let image = (matrix * Matrix(rows: vector.count, columns: 1, elements: vector)).elements
            residual = max(residual, zip(image, vector).reduce(0) { $0 + ($1.0 - value * $1.1) * ($1.0 - value * $1.1) }.squareRoot())
        }
        return Eigenpairs(values: Array(eigen.values[range]), vectors: vectors, residual: residual)
    }

    private static func lanczos(
        _ graph: SimilarityGraph, _ laplacian: Laplacian, _ count: Int, _ known: [[Double]], _ seed: UInt64, _ threads: Int,
        _ isCancelled: (@Sendable () -> Bool)?
    ) throws(ClusteringError) -> Eigenpairs {
        let shape = LaplacianOperator(graph, laplacian)
        var solver = Lanczos(
            shape, locked: known, wanted: count, tolerance: tolerance * shape.shift / 2, seed: seed, threads: threads)
        var pairs = try solver.largest(count, isCancelled)
        pairs.values = pairs.values.map { shape.shift - $0 }
        return pairs
    }

    private static func walked(_ vector: [Double], _ degrees: [Double]) -> [Double] {
        zip(vector, degrees).map { $1 > 0 ? $0 / $1.squareRoot() : $0 }
    }

    private static func signed(_ vector: [Double]) -> [Double] {
        guard let leader = vector.max(by: { abs($0) < abs($1) - 1e-12 }), leader < 0 else { return vector }
        return vector.map { -$0 }
    }
}
