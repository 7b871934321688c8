import Kindred

/// Nearest neighbors from a graph index over the points: for more of them than comparing all pairs is quick for.
///
/// Approximate: the index is built and searched for a recall of ``recall``, measured on its own points. Distances are exact.
struct IndexNeighbors: NearestSource {
    private let index: HNSW
    private let rows: VectorRows

    /// The recall@10 that searches are to reach.
    static let recall = 0.99
    /// From this many points on an index is quicker than the exact search.
    static let least = 50_000
    private static let block = 64

    /// An index over points.
    ///
    /// - Throws: `IndexError`.
    init(_ points: [Float], dimension: Int, threads: Int) throws {
        rows = try VectorRows(copying: points, dimension: dimension)
        index = try HNSW(rows: rows, reduction: .squaredL2, parameters: HNSWParameters(codes: .automatic), context: BuildContext(threads: threads))
    }

    var count: Int { rows.count }

    func nearest(_ k: Int, of points: Range<Int>) -> NeighborLists {
        var lists = NeighborLists()
        for point in points {
            // A row of the index is a query of its own dimension: nothing is left that could be thrown.
            let found = (try? index.search(rows.floats(at: point).span, k: k + 1, effort: .recall(Self.recall))) ?? []
            let others = found.filter { Int($0.slot) != point }.prefix(k)
            lists.append(others.map { (id: $0.slot, distance: Double(max(0, $0.value)).squareRoot()) })
        }
        return lists
    }
}
