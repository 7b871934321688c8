internal import KindredMath

/// The exact Euclidean neighbors of points: a KD-tree up to eight dimensions, products of matrices above.
///
///     let source = try ExactNeighbors([0, 0, 3, 4, 6, 8].span, dimension: 2)
///     source.nearest(1, of: 0..<1)[0]        // [(id: 1, distance: 5)]
///     source.within(5, of: [1])[0].map(\.id)  // [0, 2]
///
/// Distances are computed in Float64 from the points as given, so equal distances stay equal and ids decide.
public struct ExactNeighbors: NearestSource, RangeSource {
    private let tree: PointTree?
    private let scan: PointScan?

    /// Up to this dimension a tree looks at fewer points than a scan does in the same time.
    public static let treeDimensionMax = 8

    /// Some points.
    ///
    /// - Parameter points: row after row, `dimension` components each.
    /// - Throws: `invalidParameter` for components that are no whole number of points, `notFinite`.
    /// - Complexity: O(*n d* log *n*).
    public init(_ points: Span<Float>, dimension: Int) throws(ClusteringError) {
        let count = try PointCheck.count(points, dimension: dimension)
        tree = dimension <= Self.treeDimensionMax ? PointTree(points, count: count, dimension: dimension) : nil
        scan = dimension <= Self.treeDimensionMax ? nil : PointScan(points, count: count, dimension: dimension)
    }

    public var count: Int { tree?.count ?? scan?.count ?? 0 }

    public func nearest(_ k: Int, of points: Range<Int>) -> NeighborLists {
        precondition(k >= 1, "the \(k) nearest")
        return tree?.nearest(k, of: points) ?? scan?.nearest(k, of: points) ?? NeighborLists()
    }

    public func within(_ radius: Double, of points: [UInt32]) -> NeighborLists {
        tree?.within(radius, of: points) ?? scan?.within(radius, of: points) ?? NeighborLists()
    }
}
