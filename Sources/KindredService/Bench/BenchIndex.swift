import Kindred

/// A data set as an index takes it: rows and queries through the measure's preparation, before any clock runs.
struct BenchRows: Sendable {
    let queries: [Float]
    /// The queries as rows, for indexes that answer several in one call.
    let together: VectorRows
    let values: [Float]
    let dimension: Int
    /// Whether rows are compared by squared distance, by the dot product otherwise.
    let isSquared: Bool

    /// - Parameter squared: whether inner products are to be augmented to distances, for an index that knows nothing else.
    init(_ data: BenchData, squared: Bool = false) throws {
        guard let form = squared && data.measure == .dot ? Self.augmented(data) : data.measure.normalizedEquivalent else { throw StorageError(.invalidArgument, "no index serves \(data.measure)") }
        dimension = form.preparation.preparedDimension(for: data.base.dimension)
        queries = form.preparation.prepared(data.queries.values.span, dimension: data.base.dimension, as: .query)
        together = try VectorRows(copying: queries, dimension: dimension)
        values = form.preparation.prepared(data.base.values.span, dimension: data.base.dimension, as: .row)
        isSquared = form.reduction == .squaredEuclidean
    }

    private static func augmented(_ data: BenchData) -> MeasureForm? {
        let norms = (0..<data.base.count).map { row in data.base.vector(row).reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() }
        return InnerProductAugmentation(.bachrach, rowNormMax: Float(norms.max() ?? 0), headroom: 1).form
    }

    /// Parts of a row that codes are made of.
    var parts: Int { max(1, dimension / 2) }

    /// The rows as an index takes them.
    func copied() throws -> VectorRows { try VectorRows(copying: values, dimension: dimension) }

    /// A query's components.
    func query(_ index: Int) -> Range<Int> { index * dimension..<(index + 1) * dimension }
}

/// An index under measurement, given what the peers' libraries are given.
struct BenchIndex {
    private let rows: BenchRows
    private let index: any VectorIndex
    /// The build's parameters, as the peers name theirs.
    let build: JSONObject

    /// Builds an inverted file. Codes have half as many parts as the rows have components.
    init(_ rows: BenchRows, _ parameters: IVFParameters, threads: Int) throws {
        self.rows = rows
        var parameters = parameters
        if case .product(_, let bits) = parameters.codes { parameters.codes = .product(m: rows.parts, bits: bits) }
        parameters.pad = true
        let vectors = try rows.copied()
        let ivf = try IVF(rows: vectors, reduction: rows.isSquared ? .squaredL2 : .dot, parameters: parameters, context: BuildContext(threads: threads))
        index = ivf
        var build: JSONObject = ["index": .string(ivf.stats.kind), "nlist": .init(ivf.nlist)]
        if case .product(let m, let bits) = parameters.codes {
            build["m"] = .init(m)
            build["bits"] = .init(bits)
            build["rerank"] = .init(parameters.rerank)
        }
        self.build = build
    }

    /// Builds product quantisation, reranked by the rows.
    init(_ rows: BenchRows, bits: Int, threads: Int) throws {
        self.rows = rows
        let vectors = try rows.copied()
        let parameters = PQParameters(m: rows.parts, bits: bits, rerank: 4, pad: true, recallSamples: 0)
        index = try PQ(rows: vectors, reduction: rows.isSquared ? .squaredL2 : .dot, parameters: parameters, context: BuildContext(threads: threads))
        build = ["index": "pq", "m": .init(parameters.m), "bits": .init(bits)]
    }

    /// Builds the index of a configuration. Where rows are compared by squared distance, the graph stands on codes, and the best are compared
    /// exactly; elsewhere there is no inline layout, and the compact one is measured.
    init(_ rows: BenchRows, _ parameters: HNSWParameters?, threads: Int) throws {
        self.rows = rows
        let vectors = try rows.copied()
        guard var parameters else {
            index = try FlatIndex(rows: vectors, reduction: rows.isSquared ? .squaredL2 : .dot)
            build = ["index": "flat"]
            return
        }
        parameters.codes = .automatic
        if !rows.isSquared { parameters.layout = .compact }
        let graph = try HNSW(rows: vectors, reduction: rows.isSquared ? .squaredL2 : .dot, parameters: parameters, context: BuildContext(threads: threads))
        index = graph
        var build: JSONObject = ["index": "HNSW", "M": .init(parameters.m), "efc": .init(parameters.efConstruction), "codes": .string(graph.parameters.codes.name)]
        if graph.parameters.layout == .inline { build["layout"] = .string("inline") }
        self.build = build
    }

    /// Builds an index that divides space.
    init(_ rows: BenchRows, _ division: BenchDivision, threads: Int) throws {
        self.rows = rows
        let vectors = try rows.copied()
        index = try division.index(of: vectors, isSquared: rows.isSquared, BuildContext(threads: threads))
        build = division.build
    }

    /// The slots nearest to a query, best first, written over `results`.
    func search(_ query: Int, k: Int, effort: SearchEffort, into results: inout [Neighbor]) throws {
        try unsafe index.search(rows.queries.span.extracting(rows.query(query)).bytes, k: k, effort: effort, admitting: nil, into: &results)
    }

    /// Answers all queries in one call on this thread.
    func searchAll(k: Int, effort: SearchEffort) throws { _ = try index.search(rows.together, k: k, effort: effort, admitting: nil) }

    /// Bytes per row: the row itself and its share of the index.
    var bytesPerVector: Double {
        index.count == 0 ? 0 : Double(index.rows.stride) + Double(index.byteCount) / Double(index.count)
    }
}
