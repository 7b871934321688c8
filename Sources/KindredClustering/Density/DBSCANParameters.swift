/// When points are dense.
public struct DBSCANParameters: Sendable, Hashable {
    /// How far a neighbor is at most.
    public var radius: Double
    /// Points within the radius, the point itself included, that make it a core point.
    public var minimumPoints: Int

    /// Parameters of a clustering.
    public init(radius: Double, minimumPoints: Int = 5) {
        self.radius = radius
        self.minimumPoints = minimumPoints
    }

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(ClusteringError) {
        guard radius > 0, radius.isFinite else {
            throw ClusteringError(.invalidParameter, "the radius is \(radius): a positive number is needed")
        }
        guard minimumPoints >= 1 else {
            throw ClusteringError(.invalidParameter, "minimum points are \(minimumPoints): at least 1 is needed")
        }
    }
}
