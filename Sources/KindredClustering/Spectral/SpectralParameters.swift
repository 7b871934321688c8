/// Everything that shapes a spectral clustering besides its graph.
public struct SpectralParameters: Sendable, Hashable {
    /// What groups the rows of the embedding.
    public enum Grouping: Sendable, Hashable {
        /// k-means, the best of some restarts; nil for as many as are quick, see ``KMeansParameters/restarts(points:dimension:k:)``.
        case kMeans(restarts: Int? = nil)
        /// DBSCAN on the embedding, which may leave noise.
        case dbscan(DBSCANParameters)
    }

    /// How many clusters, and eigenvectors; nil lets the eigengap say.
    public var clusters: Int?
    /// The Laplacian. Rows of the symmetric one's embedding are divided by their length.
    public var laplacian: Laplacian
    /// What groups the rows of the embedding.
    public var grouping: Grouping
    /// Principal components that the embedding is reduced to before it is grouped; nil keeps all its columns.
    public var components: Int?
    /// Who computes eigenvectors.
    public var solver: SpectralEmbedding.Solver
    /// Seed of every draw.
    public var seed: UInt64

    /// Parameters of a clustering.
    public init(
        clusters: Int?, laplacian: Laplacian = .symmetric, grouping: Grouping = .kMeans(), components: Int? = nil,
        solver: SpectralEmbedding.Solver = .automatic, seed: UInt64 = 0
    ) {
        self.clusters = clusters
        self.laplacian = laplacian
        self.grouping = grouping
        self.components = components
        self.solver = solver
        self.seed = seed
    }

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(ClusteringError) {
        if let clusters, clusters < 1 { throw ClusteringError(.invalidParameter, "clusters are \(clusters): at least 1 is needed") }
        if let components, components < 1 {
            throw ClusteringError(.invalidParameter, "components are \(components): at least 1 is needed")
        }
        switch grouping {
        case .kMeans(let restarts?) where restarts < 1:
            throw ClusteringError(.invalidParameter, "restarts are \(restarts): at least 1 is needed")
        case .dbscan(let parameters): try parameters.validate()
        default: break
        }
    }
}
