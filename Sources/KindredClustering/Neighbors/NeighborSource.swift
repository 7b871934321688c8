/// Who is nearest to each of some points: what graphs of nearest neighbors are built of.
///
/// An index over the same points can be one, exact or not; ``ExactNeighbors`` is the one of this room.
public protocol NearestSource: Sendable {
    /// How many points there are.
    var count: Int { get }

    /// The `k` nearest other points of each point of a range, nearest first; of equally near ones the smaller id first. Fewer where
    /// there are no more. A point is never among its own neighbors.
    ///
    /// Called from several threads at once.
    /// - Precondition: `k >= 1`, and the range lies within 0..<count.
    func nearest(_ k: Int, of points: Range<Int>) -> NeighborLists
}

/// Who lies within a distance of each of some points: what DBSCAN and graphs of radius are built of.
public protocol RangeSource: Sendable {
    /// How many points there are.
    var count: Int { get }

    /// The other points at most `radius` away of each of `points`, ids ascending. A point is never among its own neighbors.
    ///
    /// Called from several threads at once.
    /// - Precondition: every one of `points` is within 0..<count.
    func within(_ radius: Double, of points: [UInt32]) -> NeighborLists
}

extension NearestSource {
    /// The lists of all points, computed on some threads; the same with any number of them.
    func nearestOfAll(_ k: Int, threads: Int) -> NeighborLists {
        gathered(count, threads: threads) { nearest(k, of: $0) }
    }
}

extension RangeSource {
    /// The lists of some points, computed on some threads; the same with any number of them.
    func within(_ radius: Double, of points: [UInt32], threads: Int) -> NeighborLists {
        gathered(points.count, threads: threads) { within(radius, of: Array(points[$0])) }
    }
}
