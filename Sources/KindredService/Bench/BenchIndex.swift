import Kindred

/// A data set as an index takes it: rows and queries through the measure's preparation, before any clock runs.
struct BenchRows: Sendable {
    let queries: [Float]
    let values: [Float]
    let dimension: Int
    /// Whether rows are compared by squared distance, by the dot product otherwise.
    let isSquared: Bool

    init(_ data: BenchData) throws {
        guard let form = data.measure.normalizedEquivalent else { throw StorageError(.invalidArgument, "no index serves \(data.measure)") }
        dimension = form.preparation.preparedDimension(for: data.base.dimension)
        queries = form.preparation.prepared(data.queries.values.span, dimension: data.base.dimension, as: .query)
        values = form.preparation.prepared(data.base.values.span, dimension: data.base.dimension, as: .row)
        isSquared = form.reduction == .squaredEuclidean
    }

    /// Parts of a row that codes are made of.
    var parts: Int { max(1, dimension / 2) }

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
        let vectors = try VectorRows(copying: rows.values, dimension: rows.dimension)
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
        let vectors = try VectorRows(copying: rows.values, dimension: rows.dimension)
        let parameters = PQParameters(m: rows.parts, bits: bits, rerank: 4, pad: true, recallSamples: 0)
        index = try PQ(rows: vectors, reduction: rows.isSquared ? .squaredL2 : .dot, parameters: parameters, context: BuildContext(threads: threads))
        build = ["index": "pq", "m": .init(parameters.m), "bits": .init(bits)]
    }

    /// Builds the index of a configuration. Where rows are compared by squared distance, the graph stands on 7-bit codes, and the best are compared exactly.
    init(_ rows: BenchRows, _ parameters: HNSWParameters?, threads: Int) throws {
        self.rows = rows
        let vectors = try VectorRows(copying: rows.values, dimension: rows.dimension)
        guard var parameters else {
            index = try FlatIndex(rows: vectors, reduction: rows.isSquared ? .squaredL2 : .dot)
            build = ["index": "flat"]
            return
        }
        parameters.codes = rows.isSquared ? .sevenBit : .none
        index = try HNSW(rows: vectors, reduction: rows.isSquared ? .squaredL2 : .dot, parameters: parameters, context: BuildContext(threads: threads))
        build = ["index": "HNSW", "M": .init(parameters.m), "efc": .init(parameters.efConstruction), "codes": rows.isSquared ? "u7" : "f32"]
    }

    /// The slots nearest to a query, best first, written over `results`.
    func search(_ query: Int, k: Int, effort: SearchEffort, into results: inout [Neighbor]) throws {
        try unsafe index.search(rows.queries.span.extracting(rows.query(query)).bytes, k: k, effort: effort, admitting: nil, into: &results)
    }

    /// Bytes per row: the row itself and its share of the index.
    var bytesPerVector: Double {
        index.count == 0 ? 0 : Double(index.rows.stride) + Double(index.byteCount) / Double(index.count)
    }
}
