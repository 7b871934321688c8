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

    /// A query's components.
    func query(_ index: Int) -> Range<Int> { index * dimension..<(index + 1) * dimension }
}

/// An index under measurement, given what the peers' libraries are given.
struct BenchIndex {
    private let rows: BenchRows
    private let queryRows: VectorRows
    private let index: any VectorIndex
    /// The build's parameters, as the peers name theirs.
    let build: JSONObject

    /// Builds the index of a configuration. Where rows are compared by squared distance, the graph stands on codes, and the best are compared
    /// exactly; elsewhere there is no inline layout, and the compact one is measured.
    init(_ rows: BenchRows, _ parameters: HNSWParameters?, threads: Int) throws {
        self.rows = rows
        queryRows = try VectorRows(copying: rows.queries, dimension: rows.dimension)
        let vectors = try VectorRows(copying: rows.values, dimension: rows.dimension)
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

    /// The slots nearest to a query, best first, written over `results`.
    func search(_ query: Int, k: Int, effort: SearchEffort, into results: inout [Neighbor]) throws {
        try unsafe index.search(rows.queries.span.extracting(rows.query(query)).bytes, k: k, effort: effort, admitting: nil, into: &results)
    }

    /// Answers all queries in one call on this thread.
    func searchAll(k: Int, effort: SearchEffort) throws { _ = try index.search(queryRows, k: k, effort: effort, admitting: nil) }

    /// Bytes per row: the row itself and its share of the index.
    var bytesPerVector: Double {
        index.count == 0 ? 0 : Double(index.rows.stride) + Double(index.byteCount) / Double(index.count)
    }
}
