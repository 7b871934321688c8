// Ng, Jordan, Weiss, "On spectral clustering", NIPS 2001 (symmetric, rows of unit length); Shi, Malik, "Normalized cuts and image
// segmentation", IEEE PAMI 22(8), 2000 (random walk).

/// Points grouped by the eigenvectors of a similarity graph: clusters of any shape that the graph connects.
///
///     let graph = try SimilarityGraph(points.span, dimension: 2, parameters: GraphParameters(.nearest(10)))
///     let clustering = try SpectralClustering(graph, parameters: SpectralParameters(clusters: 2))
///     clustering.labels   // one a point, -1 for noise
///
/// The same graph, parameters and instruction set give the same labels on any number of threads.
public struct SpectralClustering: Sendable {
    /// The cluster of each point; −1 for noise, which only DBSCAN leaves.
    public let labels: [Int]
    /// How many clusters were asked for, or found in the eigengap.
    public let clusterCount: Int
    /// The eigenpairs. When the eigengap chose, there are more of them than clusters.
    public let embedding: SpectralEmbedding
    /// What was grouped: row after row, ``columns`` numbers a point.
    public let rows: [Float]
    /// Numbers of a row.
    public let columns: Int

    /// Eigenvalues looked at for the largest gap, and one behind.
    private static let gapMax = 21

    /// Clusters the points of a graph.
    ///
    /// - Throws: `invalidParameter`, also for fewer points than clusters; `cancelled`.
    public init(
        _ graph: SimilarityGraph, parameters: SpectralParameters, threads: Int = 1, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(ClusteringError) {
        try parameters.validate()
        guard graph.count >= parameters.clusters ?? 1 else {
            throw ClusteringError(.invalidParameter, "\(graph.count) points do not make \(parameters.clusters ?? 1) clusters")
        }
        let embedding = try SpectralEmbedding(
            graph, laplacian: parameters.laplacian, count: parameters.clusters ?? Self.gapMax, solver: parameters.solver,
            seed: parameters.seed, threads: threads, isCancelled: isCancelled)
        let clusterCount = parameters.clusters ?? embedding.eigengap
        let columns = min(parameters.components ?? clusterCount, clusterCount)
        let whole = Self.rows(embedding, clusterCount)
        let rows =
            columns < clusterCount
            ? try PCA(whole.span, dimension: clusterCount, components: columns).projected(whole.span) : whole
        labels = try Self.labels(rows.span, columns, clusterCount, parameters, threads, isCancelled)
        self.embedding = embedding
        self.clusterCount = clusterCount
        self.rows = rows
        self.columns = columns
    }

    private static func labels(
        _ rows: Span<Float>, _ columns: Int, _ clusters: Int, _ parameters: SpectralParameters, _ threads: Int,
        _ isCancelled: (@Sendable () -> Bool)?
    ) throws(ClusteringError) -> [Int] {
        switch parameters.grouping {
        case .kMeans(let restarts):
            let count = rows.count / columns
            let shape = KMeansParameters(
                k: clusters, iterations: 300, tolerance: 1e-6,
                restarts: restarts ?? KMeansParameters.restarts(points: count, dimension: columns, k: clusters), seed: parameters.seed)
            let clustering = try KMeans(rows, dimension: columns, parameters: shape, threads: threads, isCancelled: isCancelled)
            return clustering.labels(of: rows, threads: threads).map { Int($0) }
        case .dbscan(let shape):
            return try DBSCAN(rows, dimension: columns, parameters: shape, threads: threads, isCancelled: isCancelled).labels
        }
    }

    /// The embedding's first columns as rows, scaled by √n so that entries are about 1; of the symmetric Laplacian divided by their
    /// length instead, a row of zeros left as it is.
    private static func rows(_ embedding: SpectralEmbedding, _ columns: Int) -> [Float] {
        let count = embedding.vectors[0].count, scale = Double(count).squareRoot()
        var rows = [Float](repeating: 0, count: count * columns)
        for i in 0..<count {
            let length = (0..<columns).reduce(0) { $0 + embedding.vectors[$1][i] * embedding.vectors[$1][i] }.squareRoot()
            let factor = embedding.laplacian != .symmetric ? scale : (length > 0 ? 1 / length : 0)
            for j in 0..<columns { rows[i * columns + j] = Float(embedding.vectors[j][i] * factor) }
        }
        return rows
    }
}
