public import Kindred

/// What to cluster, and how.
public struct ClusterRequest: Sendable {
    /// How points are grouped.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// By the eigenvectors of a similarity graph.
        case spectral
        /// Around means.
        case kmeans
        /// Where they lie densely.
        case dbscan
    }

    /// What an edge of a similarity graph weighs.
    public enum Affinity: String, Sendable, Hashable, CaseIterable {
        /// exp(−γ d²) of every pair.
        case gaussian
        /// 1 between nearest neighbors.
        case knn
        /// 1 between points at most ``eps`` apart.
        case epsilon
        /// The cosine of every pair, negative ones as 0.
        case cosine
        /// The correlation of every pair, negative ones as 0.
        case correlation
        /// The similarity that ``measure`` names, or the largest distance less the distance.
        case measure
    }

    /// Which pairs of points have an edge.
    public enum Graph: String, Sendable, Hashable, CaseIterable {
        /// All.
        case full
        /// Nearest neighbors, of one of both points at least.
        case knn
        /// Nearest neighbors of both points.
        case mutual
        /// Those at most ``eps`` apart.
        case epsilon
    }

    /// How points are grouped.
    public var method = Method.spectral
    /// How many clusters; nil lets the eigengap say, and is refused by k-means.
    public var clusters: Int?
    /// What edges weigh.
    public var affinity = Affinity.knn
    /// Which pairs have an edge; nil for what goes with the affinity.
    public var graph: Graph?
    /// What "near" means in the graph; nil for the Euclidean distance, or what the affinity names.
    public var measure: Measure?
    /// γ of Gaussian weights; nil for 1/(2σ²) with σ the median distance of sampled pairs.
    public var gamma: Double?
    /// Nearest neighbors of a graph, the point itself counted.
    public var neighbors = 10
    /// Weights below this become 0.
    public var threshold: Double?
    /// Whether weights are divided by the largest.
    public var isScaled = false
    /// The Laplacian of a spectral clustering.
    public var laplacian = Laplacian.symmetric
    /// Principal components to which a spectral embedding is reduced.
    public var components: Int?
    /// The radius: of DBSCAN, of a graph, or of DBSCAN on a spectral embedding when ``groupsByDensity``.
    public var eps: Double?
    /// Points within the radius that make a core point, itself counted.
    public var minimumPoints = 5
    /// Whether a spectral embedding is grouped by DBSCAN instead of k-means.
    public var groupsByDensity = false
    /// Points of a mini-batch of k-means; nil for whole passes.
    public var batch: Int?
    /// Whether a full graph of more than 20,000 points may be built.
    public var force = false
    /// Whether nearest neighbors are searched exactly however many points there are.
    public var isExact = false
    /// Seed of everything that is drawn.
    public var seed: UInt64 = 0
    /// Threads to use; nothing depends on it but the time.
    public var threads = 1

    /// The defaults: spectral clustering of a graph of ten neighbors, as many clusters as the eigengap says.
    public init() {}

    /// The graph that goes with these options.
    var graphParameters: GraphParameters {
        get throws {
            let weight: GraphParameters.Weight, natural: Graph
            var measure = self.measure ?? .euclidean
            switch affinity {
            case .gaussian: (weight, natural) = (.gaussian(gamma: gamma), .full)
            case .knn: (weight, natural) = (.connectivity, .knn)
            case .epsilon: (weight, natural) = (.connectivity, .epsilon)
            case .cosine, .correlation:
                (weight, natural) = (.similarity, .full)
                measure = try Measure(parsing: affinity.rawValue)
            case .measure: (weight, natural) = (measure.kind == .similarity ? .similarity : .complement, .full)
            }
            return GraphParameters(
                try structure(graph ?? natural), weight: weight, measure: measure, threshold: threshold, isScaled: isScaled, seed: seed)
        }
    }

    private func structure(_ graph: Graph) throws -> GraphParameters.Structure {
        switch graph {
        case .full: return .full
        case .knn: return .nearest(neighbors)
        case .mutual: return .nearest(neighbors, mutual: true)
        case .epsilon:
            guard let eps else { throw StorageError(.invalidArgument, "a graph of radius needs eps, how far neighbors are at most") }
            return .radius(eps)
        }
    }

    func validate() throws {
        if method == .kmeans, clusters == nil { throw StorageError(.invalidArgument, "k-means needs the number of clusters") }
        if method == .dbscan || groupsByDensity, eps == nil { throw StorageError(.invalidArgument, "DBSCAN needs eps, how far neighbors are at most") }
        if method == .dbscan, clusters != nil { throw StorageError(.invalidArgument, "DBSCAN finds the number of clusters itself; clusters cannot be given") }
        guard threads >= 1 else { throw StorageError(.invalidArgument, "\(threads) threads: at least 1 is needed") }
        if method == .spectral { try graphParameters.validate() }
    }
}
