public import KindredMath

/// Locality-sensitive hashing: approximate neighbours out of the buckets that a query falls into.
///
/// Indyk and Motwani, STOC 1998; Charikar, STOC 2002; Datar and others, SoCG 2004; probing after Lv and others,
/// "Multi-Probe LSH", VLDB 2007. See `LSHBuild`, `LSHHashSearch`, `LSHSearch`; probabilities in ``LSHProbability``.
///
/// ```swift
/// let index = try LSH(rows: rows, reduction: .squaredL2, parameters: .init(targetRecall: 0.9))
/// let nearest = try index.search(query.span, k: 10, effort: .ef(8))  // eight buckets of each table
/// ```
///
/// | reduction | family | service |
/// |---|---|---|
/// | `squaredL2` of numbers | `e2lsh`; `simhash` where rows are of one length (cosine, angular) | approximate |
/// | `dot` of numbers | `simhash`, rows lengthened as Neyshabur and Srebro (ICML 2015) | approximate |
/// | `hamming` | `bits` | approximate |
/// | `l1`, `lInfinity`, `jaccard` | | refused |
///
/// `.ef(n)` visits n buckets of each table, `.recall` the least number measured to reach it, `.exact` compares all. When
/// the buckets hold fewer than k admitted rows, all are compared. Values are those of the exact index, to the bit. The
/// same bytes for the same rows, parameters and instruction set, on any number of threads. A value: copies share memory.
public struct LSH: VectorIndex {
    /// "lsh".
    public static let kind = "lsh"

    /// What the tables were built with.
    public let parameters: LSHParameters
    /// The hash functions, as they were chosen for the reduction.
    public let family: LSHFamily
    /// Hashes that make a bucket.
    public let bits: Int
    /// Tables, as they were chosen for the target recall.
    public let tables: Int
    /// Width of the stretches of `e2lsh`; 0 for other families.
    public let width: Float
    /// Recall by buckets of each table, measured after the build; nil when it was not.
    public internal(set) var recall: RecallTable?
    var indexed: IndexedRows
    let hashes: LSHTables
    let scratches: IdleScratches<LSHScratch>

    /// The rows searched, removed ones included.
    public var rows: VectorRows { indexed.flat.rows }
    /// Rows indexed, removed ones included.
    public var count: Int { indexed.count }
    /// Rows not removed.
    public var liveCount: Int { indexed.liveCount }
    /// How two rows are compared.
    public var reduction: KernelReduction { indexed.flat.reduction }
    /// Bytes of the hash functions and the tables.
    public var byteCount: Int { hashes.all.reduce(0) { $0 + $1.byteCount } }
    /// Kind, rows, bytes and measured recall.
    public var stats: IndexStats {
        var stats = IndexStats(kind: Self.kind, count: count, byteCount: byteCount)
        stats.recall = recall
        return stats
    }

    init(_ indexed: IndexedRows, _ parameters: LSHParameters, _ shape: LSHShape, _ hashes: LSHTables) {
        self.indexed = indexed
        self.parameters = parameters
        family = shape.family
        bits = shape.bits
        tables = shape.tables
        width = shape.width
        self.hashes = hashes
        let count = indexed.indexed, dimension = indexed.flat.rows.dimension
        scratches = IdleScratches { LSHScratch(shape, nodes: count, queryBytes: dimension * 4) }
    }

    var shape: LSHShape { LSHShape(family: family, bits: bits, tables: tables, width: width, count: indexed.indexed) }

    /// Removes rows from all results to come; those that are no rows or removed already are ignored.
    public mutating func remove(_ slots: some Sequence<UInt32>) { indexed.remove(slots) }

    /// Adds the rows that lie behind those indexed so far.
    ///
    /// They are scanned, until they are an eighth of all: then the tables are built anew.
    /// - Parameter rows: the rows indexed so far, unchanged, and more behind them.
    /// - Throws: `mismatch` when they do not continue the rows indexed, `invalidParameter` for a component that is no
    ///   finite number, `cancelled` (the index is as it was).
    public mutating func add(_ rows: VectorRows, context: BuildContext = BuildContext()) throws(IndexError) {
        var next = self
        next.indexed = try indexed.extended(to: rows)
        if next.indexed.isDue {
            next = try LSH(rows: rows, reduction: reduction, parameters: parameters, context: context)
            next.indexed.live = indexed.live.map { $0.extended(to: rows.count) }
        } else if rows.element != .bits {
            _ = try RowFloats(rows)
        }
        self = next
    }
}

/// What decides which bucket a row falls into, besides the functions themselves.
struct LSHShape: Sendable, Equatable {
    let family: LSHFamily
    let bits: Int
    let tables: Int
    let width: Float
    /// Rows in the tables.
    let count: Int

    /// Buckets of a table are numbered by so many bits: all of a code that has no more, a mixture of them otherwise. Then
    /// codes share buckets, at most one row in two on average, which costs comparisons and loses nothing.
    var bucketBits: Int {
        let wanted = min(24, Int.bitWidth - max(1, count).leadingZeroBitCount + 1)
        return family == .e2lsh ? wanted : min(bits, wanted)
    }

    var bucketCount: Int { 1 << bucketBits }
    var functionCount: Int { bits * tables }
}

/// The hash functions and the tables.
struct LSHTables: Sendable {
    /// Directions of the functions, one after the other; of `bits` the bits they sample.
    let directions: IndexTable
    /// What is added to a product: a place in the first stretch, or for dot the share of the augmented component.
    let offsets: IndexTable
    /// Where each bucket of each table begins in `slots`, and where the last one ends.
    let starts: IndexTable
    let slots: IndexTable

    static let names = ["directions", "offsets", "starts", "slots"]
    var all: [IndexTable] { [directions, offsets, starts, slots] }
}
