internal import KindredMath
internal import Synchronization

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
        guard let best = try Self.best(set, parameters, max(1, threads), isCancelled) else {
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

    /// The share by which the inertia falls in an iteration after which restarts are compared: those that lag behind then are not worth
    /// the many small steps that are left, which only the best of them goes on with.
    private static let comparable = 1e-4

    /// The restart of least inertia, of equal ones the first; nil when none is finite. Threads share many restarts, which never wait
    /// for each other; of few each has all threads.
    private static func best(
        _ points: PointSet, _ parameters: KMeansParameters, _ threads: Int, _ isCancelled: (@Sendable () -> Bool)?
    ) throws(ClusteringError) -> KMeansRun? {
        let isShared = parameters.restarts >= 2 * threads
        let tolerance = parameters.restarts > 1 ? max(parameters.tolerance, comparable) : parameters.tolerance
        let outcome = Mutex<(best: KMeansRun?, restart: Int, failure: ClusteringError?)>((nil, 0, nil))
        Workers(count: isShared ? threads : 1).run(parameters.restarts, grain: 1) { _, restarts in
            for restart in restarts where outcome.withLock({ $0.failure == nil }) {
                var run = KMeansRun(points, parameters, restart: restart, threads: isShared ? 1 : threads)
                do throws(ClusteringError) {
                    try run.iterate(until: tolerance, isCancelled)
                } catch {
                    outcome.withLock { $0.failure = error }
                    return
                }
                outcome.withLock { [run] in
                    if (run.inertia, restart) < ($0.best?.inertia ?? .infinity, $0.restart) { ($0.best, $0.restart) = (run, restart) }
                }
            }
        }
        let found = outcome.withLock { $0 }
        if let failure = found.failure { throw failure }
        var best = found.best
        best?.threads = threads
        if tolerance > parameters.tolerance, best?.isBatched == false { try best?.settle(until: parameters.tolerance, isCancelled) }
        return best
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
