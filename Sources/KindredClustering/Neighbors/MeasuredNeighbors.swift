internal import KindredMath
public import KindredSimilarity

/// The exact neighbors of points by any measure: every point against every other, in tiles.
///
/// Distances are the measure's values; of a similarity they are its negative, so that smaller is nearer in either case.
public struct MeasuredNeighbors: NearestSource, RangeSource {
    private let points: [Float]
    private let dimension: Int
    private let measure: Measure

    private static let tile = 1024
    private static let queryTile = 64

    /// Some points under a fitted measure.
    ///
    /// - Throws: `invalidParameter` for components that are no points, or points the measure cannot score; `notFinite`.
    public init(_ points: Span<Float>, dimension: Int, measure: Measure) throws(ClusteringError) {
        _ = try PointCheck.count(points, dimension: dimension)
        do throws(MeasureError) {
            try measure.check(dimension: dimension)
            for start in stride(from: 0, to: points.count, by: dimension) {
                try measure.validate(points.extracting(start..<start + dimension))
            }
        } catch {
            throw ClusteringError(.invalidParameter, error.message)
        }
        self.points = points.indices.map { points[$0] }
        self.dimension = dimension
        self.measure = measure
    }

    public var count: Int { points.count / dimension }

    public func nearest(_ k: Int, of points: Range<Int>) -> NeighborLists {
        var pools = points.map { _ in NearestPool(k: k) }
        scan(points.map { UInt32($0) }) { query, id, distance in pools[query].offer(id, distance) }
        return NeighborLists(pools.map(\.entries))
    }

    public func within(_ radius: Double, of points: [UInt32]) -> NeighborLists {
        var lists = [[(id: UInt32, distance: Double)]](repeating: [], count: points.count)
        scan(points) { query, id, distance in
            if distance <= radius { lists[query].append((id, distance)) }
        }
        return NeighborLists(lists)
    }

    /// Calls `body` with every query's number and every other point.
    private func scan(_ queries: [UInt32], _ body: (_ query: Int, _ id: UInt32, _ distance: Double) -> Void) {
        let sign: Double = measure.kind == .distance ? 1 : -1
        for start in stride(from: 0, to: queries.count, by: Self.queryTile) {
            let some = queries[start..<min(start + Self.queryTile, queries.count)]
            let rows = some.flatMap { points[Int($0) * dimension..<(Int($0) + 1) * dimension] }
            for first in stride(from: 0, to: count, by: Self.tile) {
                let width = min(Self.tile, count - first)
                let tile = points.span.extracting(first * dimension..<(first + width) * dimension)
                // Checked when the source was made: nothing is left that could be thrown.
                guard let values = try? measure.values(queries: rows.span, rows: tile, dimension: dimension) else { return }
                for i in 0..<some.count {
                    for j in 0..<width where first + j != Int(queries[start + i]) {
                        body(start + i, UInt32(first + j), sign * Double(values.elements[i * width + j]))
                    }
                }
            }
        }
    }
}
