public import KindredMath

/// What shapes a forest of random projections and its default search.
public struct ProjectionForestParameters: Sendable, Hashable {
    /// Trees. 1...1024.
    public var trees: Int
    /// Rows of a leaf, at most; nil for two more than a row has components. 1...65,536.
    public var leafSize: Int?
    /// Rows a search takes from the leaves by default, each as often as it comes; nil for `trees` · k. At least 1.
    public var searchK: Int?
    /// Seed of the choices of rows.
    public var seed: UInt64
    /// Rows used as queries to measure ``RecallTable`` after the build; 0 measures nothing.
    public var recallSamples: Int

    /// Fifty trees, unless given.
    public init(
        trees: Int = 50, leafSize: Int? = nil, searchK: Int? = nil, seed: UInt64 = 0, recallSamples: Int = 100
    ) {
        self.trees = trees
        self.leafSize = leafSize
        self.searchK = searchK
        self.seed = seed
        self.recallSamples = recallSamples
    }

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(IndexError) {
        try IndexError.require("trees", trees, in: 1...1024)
        try IndexError.require("leafSize", leafSize ?? 1, in: 1...65_536)
        try IndexError.require("searchK", searchK ?? 1, in: 1...Int(Int32.max))
        try IndexError.require("recallSamples", recallSamples, in: 0...1 << 20)
    }
}

/// A forest of trees that halve space by random hyperplanes: approximate neighbours from the leaves around a query.
///
/// Dasgupta and Freund, "Random projection trees and low dimensional manifolds", STOC 2008; planes between two means and
/// one queue over all trees as in Annoy (Bernhardsson). See `ProjectionForestBuild` and `ProjectionForestSearch`.
///
/// ```swift
/// let index = try ProjectionForest(rows: rows, reduction: .squaredL2, parameters: .init(trees: 50))
/// let nearest = try index.search(query.span, k: 10, effort: .ef(500))  // searchK = 500
/// ```
///
/// | reduction | service |
/// |---|---|
/// | `squaredL2` of numbers; so cosine and angular of unit rows | approximate |
/// | `dot` of numbers | approximate: planes stand in the space of Bachrach's augmentation |
/// | `hamming` | approximate: planes between bits taken for 0 and 1 |
/// | `l1`, `lInfinity`, `jaccard` | refused: a plane's margin says nothing about them |
///
/// `.ef(n)` takes n rows from the leaves (searchK, raised to k), `.recall` the least number measured to reach it, `.exact`
/// compares all. Values are those of the exact index, to the bit. The same bytes for the same rows, parameters and
/// instruction set, on any number of threads. A value: copies share memory.
public struct ProjectionForest: VectorIndex {
    /// "forest".
    public static let kind = "forest"

    /// What the forest was built with.
    public let parameters: ProjectionForestParameters
    /// Recall by searchK, measured after the build; nil when it was not.
    public internal(set) var recall: RecallTable?
    var indexed: IndexedRows
    let tables: ForestTables
    /// The norm all augmented rows have; 0 without augmentation.
    let augmentedNorm: Float
    let scratches: IdleScratches<TreeScratch>

    /// The rows searched, removed ones included.
    public var rows: VectorRows { indexed.flat.rows }
    /// Rows indexed, removed ones included.
    public var count: Int { indexed.count }
    /// Rows not removed.
    public var liveCount: Int { indexed.liveCount }
    /// How two rows are compared.
    public var reduction: KernelReduction { indexed.flat.reduction }
    /// Bytes of the trees.
    public var byteCount: Int { tables.all.reduce(0) { $0 + $1.byteCount } }
    /// Kind, rows, bytes and measured recall.
    public var stats: IndexStats {
        var stats = IndexStats(kind: Self.kind, count: count, byteCount: byteCount)
        stats.recall = recall
        return stats
    }

    init(
        _ indexed: IndexedRows, _ parameters: ProjectionForestParameters, _ tables: ForestTables, augmentedNorm: Float
    ) {
        self.indexed = indexed
        self.parameters = parameters
        self.tables = tables
        self.augmentedNorm = augmentedNorm
        let rows = indexed.flat.rows, floats = RowFloats.dimension(of: rows), count = indexed.indexed
        let block = max(FlatIndex.blockRows, Self.leafSize(rows, parameters))
        scratches = IdleScratches { TreeScratch(nodes: count, idsCapacity: block, queryBytes: floats * 4) }
    }

    static func leafSize(_ rows: VectorRows, _ parameters: ProjectionForestParameters) -> Int {
        parameters.leafSize ?? min(65_536, RowFloats.dimension(of: rows) + 2)
    }

    /// See ``SavedIndex/check(_:_:)``.
    public static func check(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError) {
        guard reduction.isDefined(for: element) else {
            throw IndexError(.unsupported, "\(reduction) is not defined for rows of \(element)")
        }
        guard reduction == .squaredL2 || reduction == .dot || reduction == .hamming else {
            throw IndexError(
                .unsupported, "a forest serves squaredL2, dot and hamming, not \(reduction): a plane's margin says nothing about it")
        }
    }

    /// Removes rows from all results to come; those that are no rows or removed already are ignored.
    public mutating func remove(_ slots: some Sequence<UInt32>) { indexed.remove(slots) }

    /// Adds the rows that lie behind those indexed so far.
    ///
    /// They are scanned, until they are an eighth of all: then the forest is built anew.
    /// - Parameter rows: the rows indexed so far, unchanged, and more behind them.
    /// - Throws: `mismatch` when they do not continue the rows indexed, `invalidParameter` for a component that is no
    ///   finite number, `cancelled` (the index is as it was).
    public mutating func add(_ rows: VectorRows, context: BuildContext = BuildContext()) throws(IndexError) {
        var next = self
        next.indexed = try indexed.extended(to: rows)
        if next.indexed.isDue {
            next = try ProjectionForest(rows: rows, reduction: reduction, parameters: parameters, context: context)
            next.indexed.live = indexed.live.map { $0.extended(to: rows.count) }
        } else {
            _ = try RowFloats(rows)
        }
        self = next
    }
}

/// The trees of a forest, one after the other. A child is the number of a node, or of a leaf with the highest bit set.
struct ForestTables: Sendable {
    /// `ForestNode` of each inner node, and the normal of its plane.
    let nodes: IndexTable
    let normals: IndexTable
    /// Where the slots of each leaf begin in `slots`, and where those of the last one end.
    let starts: IndexTable
    let slots: IndexTable
    /// Each tree's root.
    let roots: IndexTable

    static let names = ["nodes", "normals", "starts", "slots", "roots"]
    var all: [IndexTable] { [nodes, normals, starts, slots, roots] }
    static let leaf: UInt32 = 1 << 31
}

/// An inner node: rows with normal · x + offset > 0 are on the second side.
struct ForestNode: BitwiseCopyable {
    var first: UInt32
    var second: UInt32
    var offset: Float
}
