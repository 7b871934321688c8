// Ester, Kriegel, Sander, Xu, "A density-based algorithm for discovering clusters in large spatial databases with noise", KDD 1996.
// Departures: clusters grow by waves, so that the neighbors of a whole wave are asked for at once; each point is asked about once.

/// Points grouped where they lie densely; the rest is noise.
///
///     let clustering = try DBSCAN([0, 0.1, 0.2, 5, 5.1, 9].span, dimension: 1, parameters: .init(radius: 0.5, minimumPoints: 2))
///     clustering.labels         // [0, 0, 0, 1, 1, -1]
///
/// Clusters are numbered by their first core point. A point on the border of two belongs to the one of smaller number, as in
/// scikit-learn, so labels are equal to its.
public struct DBSCAN: Sendable {
    /// The cluster of each point; −1 for noise.
    public let labels: [Int]
    /// How many clusters.
    public let clusterCount: Int
    /// Whether each point has enough neighbors itself.
    public let isCore: [Bool]

    /// How many points belong to no cluster.
    public var noiseCount: Int { labels.count { $0 < 0 } }

    /// Points asked about at once at most: what their neighbors take in memory.
    private static let waveMax = 4096

    /// Clusters the points that a source answers for.
    ///
    /// - Throws: `invalidParameter`, `cancelled`.
    /// - Complexity: one question a point.
    public init(
        _ source: any RangeSource, parameters: DBSCANParameters, threads: Int = 1, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(ClusteringError) {
        try parameters.validate()
        var growth = Growth(source, parameters, threads)
        for start in 0..<source.count where !growth.isAsked[start] {
            if isCancelled?() == true { throw ClusteringError(.cancelled, "DBSCAN was stopped at point \(start) of \(source.count)") }
            growth.grow(from: UInt32(start))
        }
        labels = growth.labels
        clusterCount = growth.clusters
        isCore = growth.isCore
    }

    /// Clusters points by their Euclidean distance.
    ///
    /// - Parameter points: row after row, `dimension` components each.
    /// - Throws: `invalidParameter`, `notFinite`, `cancelled`.
    public init(
        _ points: Span<Float>, dimension: Int, parameters: DBSCANParameters, threads: Int = 1, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(ClusteringError) {
        try parameters.validate()
        try self.init(
            ExactNeighbors(points, dimension: dimension), parameters: parameters, threads: threads, isCancelled: isCancelled)
    }

    /// The state of a clustering under way.
    private struct Growth {
        let source: any RangeSource
        let parameters: DBSCANParameters
        let threads: Int
        var labels: [Int]
        var isCore: [Bool]
        var isAsked: [Bool]
        var clusters = 0

        init(_ source: any RangeSource, _ parameters: DBSCANParameters, _ threads: Int) {
            self.source = source
            self.parameters = parameters
            self.threads = threads
            labels = [Int](repeating: -1, count: source.count)
            isCore = [Bool](repeating: false, count: source.count)
            isAsked = isCore
        }

        /// The cluster of a point, if it is a core point.
        mutating func grow(from start: UInt32) {
            var wave = reached(from: [start])
            guard isCore[Int(start)] else { return }
            labels[Int(start)] = clusters
            while !wave.isEmpty {
                var fresh: [UInt32] = []
                for point in wave where labels[Int(point)] < 0 {
                    labels[Int(point)] = clusters
                    if !isAsked[Int(point)] { fresh.append(point) }
                }
                wave = reached(from: fresh)
            }
            clusters += 1
        }

        /// The neighbors of those of some points that are core points.
        private mutating func reached(from points: [UInt32]) -> [UInt32] {
            var all: [UInt32] = []
            for first in stride(from: 0, to: points.count, by: waveMax) {
                let some = Array(points[first..<min(first + waveMax, points.count)])
                let lists = source.within(parameters.radius, of: some, threads: threads)
                for (i, point) in some.enumerated() {
                    isAsked[Int(point)] = true
                    let range = lists.starts[i]..<lists.starts[i + 1]
                    guard range.count + 1 >= parameters.minimumPoints else { continue }
                    isCore[Int(point)] = true
                    for id in lists.ids[range] where labels[Int(id)] < 0 { all.append(id) }
                }
            }
            return all
        }
    }
}
