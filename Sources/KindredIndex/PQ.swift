public import KindredMath

/// Everything that shapes product quantisation and its default search, by the names of the field.
public struct PQParameters: Sendable, Hashable {
    /// Parts a row is cut into, each of one code.
    public var m: Int
    /// Bits of a code, 4 or 8.
    public var bits: Int
    /// Candidates per neighbour asked for that are compared again with the rows themselves; 0 compares none, and results
    /// then carry estimates.
    public var rerank: Int
    /// Whether a dimension that `m` does not divide is filled up with zeros rather than refused.
    public var pad: Bool
    /// Seed of all draws.
    public var seed: UInt64
    /// Rows used as queries to measure ``RecallTable`` after the build; 0 measures nothing.
    public var recallSamples: Int

    /// Parameters of product quantisation.
    public init(
        m: Int, bits: Int = 8, rerank: Int = 0, pad: Bool = false, seed: UInt64 = 0, recallSamples: Int = 100
    ) {
        self.m = m
        self.bits = bits
        self.rerank = rerank
        self.pad = pad
        self.seed = seed
        self.recallSamples = recallSamples
    }

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(IndexError) { try lists.validate() }

    /// - Throws: also `invalidParameter` for parts that do not divide the dimension.
    public func validate(dimension: Int) throws(IndexError) { try lists.validate(dimension: dimension) }

    /// One list holds all rows; its centroid is their mean.
    var lists: IVFParameters {
        IVFParameters(
            nlist: 1, nprobe: 1, codes: .product(m: m, bits: bits), rerank: rerank, pad: pad, iterations: 1, trainingRows: 1,
            seed: seed, recallSamples: recallSamples)
    }
}

/// Product quantisation: every row as a few codes, all of which are compared with the query through a table of distances.
///
/// Jégou, Douze, Schmid, "Product Quantization for Nearest Neighbor Search", IEEE TPAMI 33(1), 2011, asymmetric distances.
/// It is the inverted file of one list; see ``ProductQuantizer`` and ``InvertedLists`` for departures.
///
/// ```swift
/// let index = try PQ(rows: rows, reduction: .squaredL2, parameters: PQParameters(m: 16, rerank: 10))
/// let nearest = try index.search(query.span, k: 10, effort: .ef(200)) // 200 candidates compared with their rows
/// ```
///
/// The smallest index: `m * bits / 8` bytes a row and 8 more for its number and bias. Rows fewer than codewords make fewer
/// codewords. With `rerank` above 0 `SearchEffort.ef` is the number of candidates compared again, by default `rerank` times
/// k, and results carry the value the exact index would give; without, there is one effort, and results carry estimates,
/// right in the mean and off by about ``meanSquaredError``.
public struct PQ: VectorIndex {
    /// "pq".
    public static let kind = "pq"

    /// What it was built with.
    public let parameters: PQParameters
    var ivf: IVF

    /// Builds the index of some rows.
    ///
    /// - Throws: `invalidParameter` (also for components that are not finite), `unsupported`, `cancelled`.
    /// - Complexity: O(*n d* 2^bits).
    public init(
        rows: VectorRows, reduction: KernelReduction, parameters: PQParameters, context: BuildContext = BuildContext()
    ) throws(IndexError) {
        var lists = parameters.lists
        lists.recallSamples = 0
        self.init(try IVF(rows: rows, reduction: reduction, parameters: lists, context: context), parameters)
        ivf.parameters = parameters.lists
        if parameters.recallSamples > 0 { ivf.recall = measuredRecall(context.threads) }
    }

    init(_ ivf: IVF, _ parameters: PQParameters) {
        self.ivf = ivf
        self.parameters = parameters
    }

    /// Rows indexed, removed ones included.
    public var count: Int { ivf.count }
    /// Rows not removed.
    public var liveCount: Int { ivf.liveCount }
    /// The rows searched, removed ones included.
    public var rows: VectorRows { ivf.rows }
    /// How two rows are compared.
    public var reduction: KernelReduction { ivf.reduction }
    /// Bytes of codewords, codes, biases and numbers.
    public var byteCount: Int { ivf.byteCount }
    /// The mean squared distance of a row to what its code stands for.
    public var meanSquaredError: Double { ivf.meanSquaredError ?? 0 }
    /// Recall by `ef`, measured after the build; nil when it was not.
    public var recall: RecallTable? { ivf.recall }

    /// What there is to know about the index.
    public var stats: IndexStats {
        var stats = ivf.stats
        stats.kind = Self.kind
        stats.listSizes = []
        return stats
    }

    /// Bytes an index will hold beyond its rows, before it is built.
    public static func estimatedByteCount(rows: Int, dimension: Int, parameters: PQParameters) -> Int {
        IVF.estimatedByteCount(rows: rows, dimension: dimension, parameters: parameters.lists)
    }

    /// The `k` admitted rows nearest to a query, by the table of its distances to all codewords.
    ///
    /// - Complexity: O(*n m*).
    public func search(
        _ query: RawSpan, k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil,
        into results: inout [Neighbor]
    ) throws(IndexError) {
        let depth = depth(effort, k: k)
        try ivf.search(query, k: k, nprobe: depth == nil ? nil : 1, depth: depth ?? k, admitting: admitting, into: &results)
    }

    /// The candidates compared again; nil when only an exact search will do.
    private func depth(_ effort: SearchEffort, k: Int) -> Int? {
        let usual = ivf.depth(max(1, k))
        switch effort {
        case .default: return usual
        case .ef(let ef): return parameters.rerank == 0 ? usual : max(ef, k, 1)
        case .exact: return nil
        case .recall(let target):
            guard target < 1 else { return nil }
            guard let recall else { return usual }
            return recall.ef(for: target, k: k).map { max($0, k, 1) }
        }
    }

    private func measuredRecall(_ threads: Int) -> RecallTable? {
        let ladder = parameters.rerank == 0 ? [RecallTable.k + 1] : [10, 20, 40, 80, 160, 320, 640, 1280, 2560].filter { $0 < max(20, count) }
        return ivf.measuredRecall(samples: parameters.recallSamples, ladder, threads) { ef in (1, max(ef, RecallTable.k + 1)) }
    }

    /// Adds the rows that lie behind those indexed so far. See ``IVF/add(_:context:)``.
    public mutating func add(_ rows: VectorRows, context: BuildContext = BuildContext()) throws(IndexError) {
        try ivf.add(rows, context: context)
    }

    /// Removes rows from all results to come; those that are no rows or removed already are ignored.
    public mutating func remove(_ slots: some Sequence<UInt32>) { ivf.remove(slots) }
}
