public import KindredMath

/// What shapes a ball tree and its default search.
public struct BallTreeParameters: Sendable, Hashable {
    /// Rows of a leaf, at most. 1...4096.
    public var leafSize: Int
    /// Leaves a search visits by default, nearest first; nil for as many as an exact answer takes. At least 1.
    public var maxLeaves: Int?
    /// Rows used as queries to measure ``RecallTable`` after the build; 0 measures nothing, and `.recall` is exact then.
    public var recallSamples: Int

    /// Leaves of 32 rows, exact searches, no recall measured, unless given.
    public init(leafSize: Int = 32, maxLeaves: Int? = nil, recallSamples: Int = 0) {
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

/// A ball tree: exact neighbours under any true metric, and exact largest inner products.
///
/// Omohundro, "Five balltree construction algorithms", ICSI TR-89-063, 1989; the bound on inner products is that of Ram
/// and Gray, "Maximum inner-product search using cone trees", KDD 2012. See `BallTreeBuild` and `BallTreeSearch`.
///
/// ```swift
/// let index = try BallTree(rows: rows, reduction: .dot)
/// let largest = try index.search(query.span, k: 10)   // as FlatIndex, to the bit
/// ```
///
/// | reduction | service |
/// |---|---|
/// | `squaredL2`, `l1`, `lInfinity` (Minkowski 2, 1, ∞) of numbers, `hamming` of bits | exact; approximate by `.ef(leaves)` |
/// | `dot` of numbers | exact, through the bound q·c + |q| r; approximate by `.ef(leaves)` |
/// | `jaccard` | refused: a similarity without a bound |
///
/// `.ef(n)` visits the n leaves of nearest bound (more while fewer than k are found), `.recall` the least number measured
/// to reach it, `.exact` as many as it takes. A value: copies share memory.
public struct BallTree: VectorIndex {
    /// "balltree".
    public static let kind = "balltree"

    /// What the tree was built with.
    public let parameters: BallTreeParameters
    /// Recall by visited leaves, measured after the build; nil when it was not.
    public internal(set) var recall: RecallTable?
    var indexed: IndexedRows
    let shape: HalvedTree
    /// The balls' centres, node after node: floats, or bits where rows are bits.
    let centres: IndexTable
    /// `Ball` of each node.
    let balls: IndexTable
    let order: IndexTable
    let packed: PackedRows
    let centreKernels: RowKernels
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
    public var byteCount: Int { centres.byteCount + balls.byteCount + order.byteCount + packed.byteCount }
    /// Kind, rows, bytes and measured recall.
    public var stats: IndexStats {
        var stats = IndexStats(kind: Self.kind, count: count, byteCount: byteCount)
        stats.recall = recall
        return stats
    }

    init(
        _ indexed: IndexedRows, _ parameters: BallTreeParameters, centres: IndexTable, balls: IndexTable, order: IndexTable,
        threads: Int
    ) throws(IndexError) {
        self.indexed = indexed
        self.parameters = parameters
        self.centres = centres
        self.balls = balls
        self.order = order
        shape = HalvedTree(count: indexed.indexed, leafSize: parameters.leafSize)
        let rows = indexed.flat.rows
        packed = PackedRows(rows, order: order, threads: threads)
        centreKernels = try RowKernels(indexed.flat.reduction, Self.centreElement(rows))
        let block = max(FlatIndex.blockRows, parameters.leafSize), axes = rows.dimension
        scratches = IdleScratches { TreeScratch(idsCapacity: block, queryBytes: axes * 4) }
    }

    static func centreElement(_ rows: VectorRows) -> KernelElement { rows.element == .bits ? .bits : .f32 }
    static func centreStride(_ rows: VectorRows) -> Int { centreElement(rows).rowBytes(dimension: rows.dimension) }

    /// See ``SavedIndex/check(_:_:)``.
    public static func check(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError) {
        guard reduction.isDefined(for: element) else {
            throw IndexError(.unsupported, "\(reduction) is not defined for rows of \(element)")
        }
        guard reduction != .jaccard else {
            throw IndexError(
                .unsupported, "a ball tree serves squaredL2, l1, lInfinity, hamming and dot, not jaccard: it is no metric and has no bound")
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
            next = try BallTree(rows: rows, reduction: reduction, parameters: parameters, context: context)
            next.indexed.live = indexed.live.map { $0.extended(to: rows.count) }
        } else {
            _ = try RowFloats(rows)
        }
        self = next
    }
}
