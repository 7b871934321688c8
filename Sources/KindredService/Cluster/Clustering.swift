import Foundation
public import Kindred
import KindredMath

/// Points in clusters, with what there is to say about them.
///
///     var request = ClusterRequest()
///     request.clusters = 10
///     let clustering = try Clustering(vectors: "digits.npy", labels: "labels.npy", request)
///     clustering.agreement?.adjustedRand   // 0.84 on the digits
public struct Clustering: Sendable {
    /// How it was made.
    public let request: ClusterRequest
    /// What was clustered: a file's or a collection's name.
    public let source: String
    /// Components of a point.
    public let dimension: Int
    /// The cluster of each point; −1 for noise.
    public let labels: [Int]
    /// Points of each cluster.
    public let sizes: [Int]
    /// How much nearer points are to their own cluster than to the next; nil mean for fewer than two clusters.
    public let silhouette: Silhouette
    /// How clusters agree with labels that are known; nil when none are.
    public let agreement: LabelAgreement?
    /// Clusters against known labels; nil when none are.
    let contingency: Contingency?
    /// What a spectral clustering found on its way.
    public let spectrum: Spectrum?
    /// Two principal components of each point.
    let map: [Float]
    /// The share of the variance that both hold.
    public let mapShare: [Double]
    /// What the reader should know: limits, isolated points, a solver that did not converge.
    public let notes: [String]
    /// Seconds that the clustering took, without reading and judging.
    public let seconds: Double

    /// What a spectral clustering found on its way.
    public struct Spectrum: Sendable {
        /// The smallest eigenvalues of the Laplacian.
        public let eigenvalues: [Double]
        /// The number of clusters that their largest gap suggests.
        public let eigengap: Int
        /// Connected components of the graph.
        public let components: Int
        /// Edges of the graph.
        public let edges: Int
        /// The largest |L·u − λ·u|.
        public let residual: Double
        /// γ of Gaussian weights.
        public let gamma: Double?
    }

    /// Points that belong to no cluster.
    public var noiseCount: Int { labels.count - sizes.reduce(0, +) }

    /// Clusters the vectors of a file.
    ///
    /// - Parameters:
    ///   - path: a file of vectors.
    ///   - known: a file of labels to judge by.
    ///   - progress: told what comes next; returning false stops.
    /// - Throws: `FileError`, `ClusteringError`, `MeasureError`; `StorageError`: `invalidArgument`, `cancelled`.
    public init(
        vectors path: String, options: VectorFileOptions = .init(), labels known: String? = nil, _ request: ClusterRequest,
        progress: @escaping @Sendable (_ stage: String) -> Bool = { _ in true }
    ) throws {
        try request.validate()
        let vectors = try VectorFile.readAll(path, options: options, atLeast: 1)
        let labels = try known.map { try LabelFile.names($0, rows: vectors.count) }
        try self.init(
            path.split(separator: "/").last.map(String.init) ?? path, vectors.values, dimension: vectors.dimension, known: labels?.map { $0 }, request,
            progress)
    }

    /// - Parameter known: what each point is called; nil where that is not known.
    init(
        _ source: String, _ points: [Float], dimension: Int, known: [String?]?, _ request: ClusterRequest, _ progress: @escaping @Sendable (String) -> Bool
    ) throws {
        // Loading the system's library, once in a process, is no part of a clustering.
        _ = BLAS.active
        let start = ContinuousClock.now
        let grouping = try ClusterGrouping(points, dimension: dimension, request, progress)
        seconds = (ContinuousClock.now - start).inSeconds
        guard progress("judging") else { throw ClusterGrouping.stopped }
        self.request = request
        self.source = source
        self.dimension = dimension
        labels = grouping.labels
        sizes = (0..<(labels.max() ?? -1) + 1).map { cluster in grouping.labels.count { $0 == cluster } }
        silhouette = try Silhouette(points.span, dimension: dimension, labels: labels, seed: request.seed, threads: request.threads)
        (agreement, contingency) = try Self.judged(labels, known)
        spectrum = grouping.spectrum
        notes = grouping.notes
        let plane = try PCA(points.span, dimension: dimension, components: min(2, dimension))
        map = plane.projected(points.span)
        mapShare = plane.explained
    }

    private static func judged(_ labels: [Int], _ known: [String?]?) throws -> (LabelAgreement?, Contingency?) {
        guard let known else { return (nil, nil) }
        let both = known.indices.filter { known[$0] != nil }
        guard !both.isEmpty else { return (nil, nil) }
        let clusters = both.map { labels[$0] }, names = both.compactMap { known[$0] }
        return (try LabelAgreement(clusters, names), Contingency(clusters, names))
    }
}

/// How many points of each known label are in each cluster.
struct Contingency: Sendable {
    /// The labels in each cluster, the most frequent first.
    private(set) var counts: [Int: [(name: String, count: Int)]] = [:]

    init(_ clusters: [Int], _ names: [String]) {
        var table: [Int: [String: Int]] = [:]
        for (cluster, name) in zip(clusters, names) { table[cluster, default: [:]][name, default: 0] += 1 }
        counts = table.mapValues { row in row.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) } }
    }
}
