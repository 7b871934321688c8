internal import KindredMath

/// How much nearer points are to their own cluster than to the next (Rousseeuw, J. Comp. Appl. Math. 20, 1987).
///
/// A point's value is (b − a) / max(a, b): a is its mean Euclidean distance to the others of its cluster, b the least mean distance to
/// another cluster. It is 0 for a point alone. Noise (a negative label) counts for nothing.
public struct Silhouette: Sendable, Hashable {
    /// The mean over the points looked at, −1...1; nil when there are fewer than two clusters.
    public let mean: Double?
    /// Points looked at: all, or a sample of them.
    public let pointCount: Int

    /// Measures a clustering.
    ///
    /// - Parameters:
    ///   - points: row after row, `dimension` components each.
    ///   - sample: points at most whose value is computed, and that clusters are represented by; drawn by `seed`.
    /// - Throws: `invalidParameter` when there are not as many labels as points; `notFinite`.
    /// - Complexity: O(*s*² *d*) for a sample of *s*.
    public init(_ points: Span<Float>, dimension: Int, labels: [Int], sample: Int = 10_000, seed: UInt64 = 0, threads: Int = 1) throws(ClusteringError) {
        let count = try PointCheck.count(points, dimension: dimension)
        guard labels.count == count else {
            throw ClusteringError(.invalidParameter, "\(labels.count) labels for \(count) points")
        }
        let clustered = labels.indices.filter { labels[$0] >= 0 }
        var random = SeededRandom(seed: seed, stream: 0x5117)
        let chosen = clustered.count <= sample ? clustered : random.sample(sample, of: clustered.count).map { clustered[$0] }
        let names = Set(chosen.map { labels[$0] }).sorted()
        guard names.count > 1 else {
            mean = nil
            pointCount = chosen.count
            return
        }
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        let values = SilhouetteSums(
            points, dimension, chosen, labels: chosen.compactMap { numbers[labels[$0]] }, clusters: names.count
        ).values(threads: threads)
        mean = values.reduce(0, +) / Double(values.count)
        pointCount = values.count
    }
}
