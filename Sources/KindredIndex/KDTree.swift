public import KindredMath

/// What shapes a KD-tree and its default search.
public struct KDTreeParameters: Sendable, Hashable {
    /// Rows of a leaf, at most. 1...4096.
    public var leafSize: Int
    /// Leaves a search visits by default, nearest first; nil for as many as an exact answer takes. At least 1.
    public var maxLeaves: Int?
    /// Rows used as queries to measure ``RecallTable`` after the build; 0 measures nothing, and `.recall` is exact then.
    public var recallSamples: Int

    /// Leaves of 16 rows, exact searches, no recall measured, unless given.
    public init(leafSize: Int = 16, maxLeaves: Int? = nil, recallSamples: Int = 0) {
        self.leafSize = leafSize
        self.maxLeaves = maxLeaves
        self.recallSamples = recallSamples
    }

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(IndexError) {
        try IndexError.require("leafSize", leafSize, in: 1...4096)
        try IndexError.require("maxLeaves", maxLeaves ?? 1, in: 1...Int(Int32.max))
        try IndexError.require("recallSamples", recallSamples, in: 0...1 << 20)
    }
}

/// A KD-tree: exact neighbours in few dimensions at a fraction of a scan; in many it comes to read everything.
///
/// Bentley, "Multidimensional binary search trees used for associative searching", CACM 18(9), 1975; best-first search
/// after Arya and Mount, "Algorithms for fast vector quantization", DCC 1993. See `KDTreeBuild` and `KDTreeSearch`.
///
/// ```swift
/// let index = try KDTree(rows: VectorRows(copying: points, dimension: 3), reduction: .squaredL2)
/// let nearest = try index.search(query.span, k: 10)              // as FlatIndex, to the bit
/// let quick = try index.search(query.span, k: 10, effort: .ef(4)) // four leaves
/// ```
///
/// | reduction | service |
/// |---|---|
/// | `squaredL2`, `l1`, `lInfinity` (Minkowski 2, 1, ∞) of numbers | exact; approximate by `.ef(leaves)` |
/// | `dot` | refused: not monotone along axes; `BallTree` serves it, or Bachrach's augmentation |
/// | `hamming`, `jaccard` | refused |
///
/// `.ef(n)` visits the n leaves nearest to the query (more while fewer than k are found), `.recall` the least number
/// measured to reach it, `.exact` as many as it takes. A value: copies share memory.
public struct KDTree: VectorIndex {
    /// "kdtree".
    public static let kind = "kdtree"

    /// What the tree was built with.
    public let parameters: KDTreeParameters
    /// Recall by visited leaves, measured after the build; nil when it was not.
    public internal(set) var recall: RecallTable?
    var indexed: IndexedRows
    let shape: HalvedTree
    /// `KDSplit` of each inner node.
    let splits: IndexTable
    /// The least and the largest component along each axis, in turn.
    let box: IndexTable
    let order: IndexTable
    let packed: PackedRows
    let scratches: IdleScratches<TreeScratch>

    /// The rows searched, removed ones included.
    public var rows: VectorRows { indexed.flat.rows }
    /// Rows indexed, removed ones included.
    public var count: Int { indexed.count }
    /// Rows not removed.
    public var liveCount: Int { indexed.liveCount }
    /// How two rows are compared.
    public var reduction: KernelReduction { indexed.flat.reduction }
    /// Bytes of the tree and of the rows' copies in its leaves.
    public var byteCount: Int { splits.byteCount + box.byteCount + order.byteCount + packed.byteCount }
    /// Kind, rows, bytes and measured recall.
    public var stats: IndexStats {
        var stats = IndexStats(kind: Self.kind, count: count, byteCount: byteCount)
        stats.recall = recall
        return stats
    }

    init(
        _ indexed: IndexedRows, _ parameters: KDTreeParameters, splits: IndexTable, box: IndexTable, order: IndexTable,
        threads: Int
    ) {
        self.indexed = indexed
        self.parameters = parameters
        self.splits = splits
        self.box = box
        self.order = order
        shape = HalvedTree(count: indexed.indexed, leafSize: parameters.leafSize)
        let rows = indexed.flat.rows
        packed = PackedRows(rows, order: order, threads: threads)
        let block = max(FlatIndex.blockRows, parameters.leafSize), axes = rows.dimension
        scratches = IdleScratches { TreeScratch(idsCapacity: block, queryBytes: axes * 4, axes: axes) }
    }

    /// See ``SavedIndex/check(_:_:)``.
    public static func check(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError) {
        guard reduction == .squaredL2 || reduction == .l1 || reduction == .lInfinity else {
            throw IndexError(
                .unsupported,
                "a KD-tree serves squaredL2, l1 and lInfinity, not \(reduction): its bound adds up distances along axes")
        }
    }

    /// Removes rows from all results to come; those that are no rows or removed already are ignored.
    public mutating func remove(_ slots: some Sequence<UInt32>) { indexed.remove(slots) }

    /// Adds the rows that lie behind those indexed so far.
    ///
    /// They are scanned, until they are an eighth of all: then the tree is built anew.
    /// - Parameter rows: the rows indexed so far, unchanged, and more behind them.
    /// - Throws: `mismatch` when they do not continue the rows indexed, `invalidParameter` for a component that is no
    ///   finite number, `cancelled` (the index is as it was).
    public mutating func add(_ rows: VectorRows, context: BuildContext = BuildContext()) throws(IndexError) {
        var next = self
        next.indexed = try indexed.extended(to: rows)
        if next.indexed.isDue {
            next = try KDTree(rows: rows, reduction: reduction, parameters: parameters, context: context)
            next.indexed.live = indexed.live.map { $0.extended(to: rows.count) }
        } else {
            _ = try RowFloats(rows)
        }
        self = next
    }
}

extension IndexError {
    /// - Throws: `invalidParameter` when a value is outside its range.
    static func require(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(IndexError) {
        guard !range.contains(value) else { return }
        throw IndexError(.invalidParameter, "\(name) is \(value): \(range.lowerBound)...\(range.upperBound) is allowed")
    }
}
