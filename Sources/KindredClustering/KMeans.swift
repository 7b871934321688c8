internal import KindredMath

// Lloyd, "Least squares quantization in PCM", IEEE Trans. Information Theory 28(2), 1982; seeds after Arthur, Vassilvitskii,
// "k-means++: the advantages of careful seeding", SODA 2007; mini-batches after Sculley, "Web-scale k-means clustering",
// WWW 2010. Departures: distances come out of matrix products over points less their mean; an empty cluster takes the
// farthest member of the largest; seeds are drawn in batches (see KMeansSeedingUnsafeHandle).

/// Points in k groups, each around its mean.
///
/// ```swift
/// let clustering = try KMeans(points.span, dimension: 64, parameters: KMeansParameters(k: 256))
/// clustering.inertia                       // the sum of squared distances to the nearest centroid
/// let labels = clustering.labels(of: points.span)
/// ```
///
/// The same points, parameters and instruction set give the same bytes on any number of threads.
public struct KMeans: Sendable {
    /// What it was made with.
    public let parameters: KMeansParameters
    /// The centroids, and how to find the nearest.
    public let nearest: NearestCentroids
    /// The sum of the squared distances of the points looked at to their nearest centroids.
    public let inertia: Double
    /// Iterations run, of the restart kept.
    public let iterations: Int
    /// Points looked at: fewer than were given when `pointsPerCluster` says so.
    public let pointCount: Int

    /// The centroids, row after row.
    public var centroids: [Float] { nearest.centroids }

    /// Clusters some points.
    ///
    /// - Parameters:
    ///   - points: row after row, `dimension` components each.
    ///   - threads: threads to use; nothing depends on it but the time.
    ///   - isCancelled: asked after each iteration whether to give up.
    /// - Throws: `invalidParameter` (also for fewer points than clusters), `notFinite`, `cancelled`.
    /// - Complexity: O(*n k d*) an iteration, and as much for the seeds.
    public init(
        _ points: Span<Float>, dimension: Int, parameters: KMeansParameters, threads: Int = 1,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(ClusteringError) {
        try parameters.validate()
        guard dimension > 0, points.count % dimension == 0 else {
            throw ClusteringError(.invalidParameter, "\(points.count) components are no points of dimension \(dimension)")
        }
        let count = points.count / dimension
        guard count >= parameters.k else {
            throw ClusteringError(.invalidParameter, "\(count) points do not make \(parameters.k) clusters")
        }
        let set = PointSet(points, dimension: dimension, chosen: Self.chosen(of: count, parameters))
        guard set.mean.allSatisfy(\.isFinite) else {
            throw ClusteringError(.notFinite, "a point has a component that is no number or infinite")
        }
        var best: KMeansRun?
        for restart in 0..<parameters.restarts {
            var run = KMeansRun(set, parameters, restart: restart, threads: threads)
            try run.iterate(isCancelled)
            if run.inertia < best?.inertia ?? .infinity { best = run }
        }
        guard let best, best.inertia.isFinite else {
            throw ClusteringError(.notFinite, "squared distances between the points exceed \(Float.greatestFiniteMagnitude)")
        }
        self.parameters = parameters
        nearest = NearestCentroids(set.moved(best.centroids), dimension: dimension)
        inertia = best.inertia
        iterations = best.iterations
        pointCount = set.count
    }

    /// The nearest centroid of each point.
    ///
    /// - Precondition: `points.count` is a multiple of the dimension.
    public func labels(of points: Span<Float>, threads: Int = 1) -> [UInt32] {
        nearest.labels(of: points, threads: threads)
    }

    /// The points looked at, ascending; nil for all.
    private static func chosen(of count: Int, _ parameters: KMeansParameters) -> [Int]? {
        guard let each = parameters.pointsPerCluster else { return nil }
        let (wanted, overflow) = each.multipliedReportingOverflow(by: parameters.k)
        guard !overflow, wanted < count else { return nil }
        var random = SeededRandom(seed: parameters.seed, stream: 1)
        return random.sample(wanted, of: count)
    }
}
