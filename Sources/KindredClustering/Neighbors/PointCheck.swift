/// What every algorithm here asks of points at the door.
enum PointCheck {
    /// How many points there are.
    ///
    /// - Throws: `invalidParameter` for components that are no whole number of points, or more points than ids; `notFinite`.
    static func count(_ points: Span<Float>, dimension: Int) throws(ClusteringError) -> Int {
        guard dimension > 0, points.count % dimension == 0 else {
            throw ClusteringError(.invalidParameter, "\(points.count) components are no points of dimension \(dimension)")
        }
        let count = points.count / dimension
        guard count < Int(UInt32.max) else {
            throw ClusteringError(.invalidParameter, "\(count) points: fewer than \(UInt32.max) are allowed")
        }
        for i in points.indices where !points[i].isFinite {
            throw ClusteringError(.notFinite, "component \(i % dimension) of point \(i / dimension) is \(points[i])")
        }
        return count
    }
}
