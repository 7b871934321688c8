public import KindredMath

/// A Hierarchical Navigable Small World graph: approximate nearest neighbours in about logarithmic time.
///
/// Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small World
/// graphs" (2016). Departures are named where they are made: in the search of a layer (`HNSWLayerSearch`), the build
/// (`HNSWBuild`, `HNSWSelectBuild`, `HNSWFillBuild`, `HNSWReachBuild`), filtering (`HNSWFilteredSearch`).
///
/// ```swift
/// let rows = try VectorRows(copying: values, dimension: 384)
/// let index = try HNSW(rows: rows, reduction: .squaredL2, parameters: HNSWParameters(codes: .sevenBit))
/// let nearest = try index.search(query.span, k: 10, effort: .recall(0.95))
/// ```
///
/// Serves every reduction the kernels know for the rows; for similarities, which are no metric, recall is whatever is
/// measured. Results carry the value the exact index would give, bit for bit. The graph has the same bytes for the same
/// rows, parameters and instruction set, on any number of threads. A value: copies share memory, a change copies it.
public struct HNSW: VectorIndex {
    /// "hnsw".
    public static let kind = "hnsw"

    /// What the graph was built with.
    public internal(set) var parameters: HNSWParameters
    /// The rows searched, removed ones included.
    public internal(set) var rows: VectorRows
    /// Recall by effort, measured after the build; nil when it was not.
    public internal(set) var recall: RecallTable?
    var graph: HNSWGraph
    var codes: RowCodes?
    /// Level 0 as records, when the layout is inline.
    var records: InlineRecords?
    /// The exact index over the same rows: reranks, scans, and serves as judge.
    var flat: FlatIndex
    /// What the graph is walked over: codes, or the rows.
    var space: Space
    var scratches: ScratchPool
    /// Rows not removed; nil while none is.
    var live: SlotSet?
    /// Kept after a first addition, so that the next one need not compute them again.
    var linkKeys: HNSWLinkKeys?
    /// The file that links and codes are read from; nil when they lie in memory.
    var file: MappedFile?
    /// For each neighbour asked for, how many of the candidates that codes found are compared again with the rows; nil for twice as many
    /// as neighbours, at least 20. Below 1 it counts as 1: the codes choose, and the rows only say how far. A wider one widens the beam.
    public var rerank: Double?

    /// Candidates a search keeps when it names no effort; at least 1.
    public var efSearch: Int {
        get { parameters.efSearch }
        set {
            precondition(newValue >= 1, "efSearch is \(newValue)")
            parameters.efSearch = newValue
        }
    }

    /// Rows indexed, removed ones included.
    public var count: Int { graph.count }
    /// How two rows are compared.
    public var reduction: KernelReduction { flat.reduction }

    /// Bytes of the links, the codes and the inline records.
    public var byteCount: Int {
        graph.sizes.all.reduce(0, +) + (codes.map { $0.rows.count * $0.rows.stride } ?? 0) + (records?.byteCount ?? 0)
    }

    /// Bytes an index will hold beyond its rows, before it is built.
    public static func estimatedByteCount(rows: Int, dimension: Int, parameters: HNSWParameters) -> Int {
        let upper = Double(rows) / max(1, Double(parameters.m) - 1)
        let sizes = HNSWGraphSizes(
            count: rows, upperRows: Int(upper), degree: parameters.mMax0, upperDegree: parameters.mMax)
        let record = parameters.layout == .inline ? InlineLayout(dimension: dimension, degree: parameters.mMax0).stride : 0
        return sizes.all.reduce(0, +) + rows * (codeBytes(dimension, parameters.codes) + record)
    }

    /// Bytes of a row's code, at most.
    private static func codeBytes(_ dimension: Int, _ codes: HNSWParameters.Codes) -> Int {
        switch codes {
        case .none: 0
        case .sevenBit, .eightBit, .automatic: (dimension + 63) / 64 * 64
        case .fourBit: FourBitLayout(holding: dimension).rowBytes
        }
    }

    init(
        rows: VectorRows, reduction: KernelReduction, parameters: HNSWParameters, graph: HNSWGraph, codes: RowCodes?
    ) throws(IndexError) {
        self.rows = rows
        self.parameters = parameters
        self.graph = graph
        self.codes = codes
        flat = try FlatIndex(rows: rows, reduction: reduction)
        space = try Self.space(rows, reduction, codes)
        scratches = Self.scratches(rows, codes, graph, space, parameters)
    }

    static func space(
        _ rows: VectorRows, _ reduction: KernelReduction, _ codes: RowCodes?
    ) throws(IndexError) -> Space {
        guard let codes else { return Space(rows, try RowKernels(reduction, rows.element)) }
        return try codes.space()
    }

    static func scratches(_ rows: VectorRows, _ codes: RowCodes?, _ graph: HNSWGraph, _ space: Space, _ parameters: HNSWParameters) -> ScratchPool {
        let ids = max(4 * max(graph.stride, graph.upperStride), FilteredExpansion.idsMax(graph)),
            bytes = max(
                space.queryBytes, codes?.queryBytes ?? 0, rows.element.queryBytes(dimension: rows.dimension),
                parameters.layout == .inline ? OneBitLayout(holding: rows.dimension).queryBytes : 0)
        return ScratchPool {
            SearchScratch(nodes: graph.capacity, idsCapacity: ids, queryBytes: bytes, ef: parameters.efSearch)
        }
    }
}
