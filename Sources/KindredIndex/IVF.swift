public import KindredMath

/// An inverted file: rows in lists around centroids, of which a search looks into the nearest few.
///
/// Sivic, Zisserman, "Video Google: a text retrieval approach to object matching in videos", ICCV 2003; over codes of
/// residuals Jégou, Douze, Schmid, "Product Quantization for Nearest Neighbor Search", IEEE TPAMI 33(1), 2011. Departures are
/// named where they are made: ``CoarseQuantizer``, ``ProductQuantizer``, ``InvertedLists``, and the search.
///
/// ```swift
/// let rows = try VectorRows(copying: values, dimension: 384)
/// let parameters = IVFParameters(nlist: 1024, codes: .product(m: 192, bits: 4))
/// let index = try IVF(rows: rows, reduction: .squaredL2, parameters: parameters)
/// let nearest = try index.search(query.span, k: 10, effort: .ef(32)) // looks into 32 lists
/// ```
///
/// Serves squared L2 and the dot product of rows of f32, f16 and bf16. For the dot product lists are
/// made by direction: all centroids have the mean length of the rows, and a row is in the list of the one it makes the least
/// angle with. `SearchEffort.ef` is the number of lists (nprobe).
/// With `rerank` 1 or more, and without codes, results carry the value the exact index would give, bit for bit; else the
/// estimate. The same rows, parameters and instruction set give the same bytes on any number of threads. A value: copies
/// share memory.
public struct IVF: VectorIndex {
    /// "ivf"; `stats` says which, "ivfflat" or "ivfpq".
    public static let kind = "ivf"

    /// What it was built with.
    public internal(set) var parameters: IVFParameters
    /// The rows searched, removed ones included.
    public internal(set) var rows: VectorRows
    /// Recall by `ef`, measured after the build; nil when it was not.
    public internal(set) var recall: RecallTable?
    /// The mean squared distance of a row to what its code stands for; nil without codes.
    public internal(set) var meanSquaredError: Double?
    let coarse: CoarseQuantizer
    let quantizer: ProductQuantizer?
    var lists: InvertedLists
    /// The exact index over the same rows: compares candidates, scans, and serves as judge.
    var flat: FlatIndex
    /// Rows not removed; nil while none is.
    var live: SlotSet?
    let scratches: IdleScratches<ListScratch>

    /// Rows indexed, removed ones included.
    public var count: Int { rows.count }
    /// How two rows are compared.
    public var reduction: KernelReduction { flat.reduction }
    /// How many lists there are.
    public var nlist: Int { coarse.count }
    /// Rows not removed.
    public var liveCount: Int { live?.count ?? count }

    /// Bytes of centroids, codewords, numbers, biases and codes.
    public var byteCount: Int {
        let coarseBytes = coarse.values.count * 4 + (coarse.codes.map { $0.rows.count * $0.rows.stride } ?? 0)
        return lists.sizes.reduce(0, +) + coarseBytes + (quantizer?.columns.count ?? 0) * 4
    }

    /// Lists a search looks into when it names no effort; at least 1.
    public var nprobe: Int {
        get { parameters.nprobe }
        set {
            precondition(newValue >= 1, "nprobe is \(newValue)")
            parameters.nprobe = newValue
        }
    }

    /// For each neighbour asked for, how many of the candidates that codes found are compared again with the rows; 0 compares none.
    public var rerank: Int {
        get { parameters.rerank }
        set {
            precondition(newValue >= 0, "rerank is \(newValue)")
            parameters.rerank = newValue
        }
    }

    /// Whether lists hold codes, and not only the numbers of rows.
    public var hasCodes: Bool { quantizer != nil }

    /// Bytes an index will hold beyond its rows, before it is built: a list's last block half full, on the mean.
    public static func estimatedByteCount(rows: Int, dimension: Int, parameters: IVFParameters) -> Int {
        let lists = parameters.lists(for: rows), places = rows + lists * InvertedLists.block / 2
        let coarse = lists * (dimension * 4 + (dimension + 63) / 64 * 64)
        guard case .product(let m, let bits) = parameters.codes, m > 0 else { return places * 4 + coarse }
        let codeBytes = bits == 8 ? m : (m + 3) / 4 * 2
        return places * (8 + codeBytes) + coarse + ProductQuantizer.columnCount(dimension: dimension, parts: m, bits: bits) * 4
    }

    /// What there is to know about the index.
    public var stats: IndexStats {
        var stats = IndexStats(kind: quantizer == nil ? "ivfflat" : "ivfpq", count: count, byteCount: byteCount)
        stats.recall = recall
        stats.listSizes = lists.counts
        stats.meanSquaredError = meanSquaredError
        return stats
    }

    init(
        rows: VectorRows, reduction: KernelReduction, parameters: IVFParameters, coarse: CoarseQuantizer,
        quantizer: ProductQuantizer?, lists: InvertedLists
    ) throws(IndexError) {
        self.rows = rows
        self.parameters = parameters
        self.coarse = coarse
        self.quantizer = quantizer
        self.lists = lists
        flat = try FlatIndex(rows: rows, reduction: reduction)
        let dimension = rows.dimension, count = coarse.count
        let floats = quantizer.map { max($0.paddedDimension, dimension) } ?? dimension
        let tables = quantizer.map { $0.parts * $0.codewords } ?? 0, bytes = (quantizer?.quads ?? 0) * 128
        scratches = IdleScratches {
            ListScratch(lists: count, dimension: dimension, queryFloats: floats, tableFloats: tables, tableByteCount: bytes)
        }
    }

    /// See ``SavedIndex/check(_:_:)``.
    public static func check(_ reduction: KernelReduction, _ element: KernelElement) throws(IndexError) {
        guard reduction == .squaredL2 || reduction == .dot, [.f32, .f16, .bf16].contains(element) else {
            throw IndexError(.unsupported, "lists serve squaredL2 and dot of f32, f16 and bf16 rows, not \(reduction) of \(element)")
        }
    }
}
