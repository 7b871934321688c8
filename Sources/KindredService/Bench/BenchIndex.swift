import Kindred

/// An index under measurement, with the queries prepared for it: what the peers' libraries are given, too.
struct BenchIndex {
    let index: any VectorIndex
    private let queries: [Float]
    private let dimension: Int
    /// The build's parameters, as the peers name theirs.
    let build: JSONObject

    /// Builds the index of a configuration.
    ///
    /// Where the measure can be searched as squared distances, the graph stands on 7-bit codes, and the best are compared exactly.
    init(_ data: BenchData, _ configuration: BenchConfiguration, threads: Int) throws {
        guard let form = data.measure.normalizedEquivalent else { throw StorageError(.invalidArgument, "no index serves \(data.measure)") }
        queries = Self.prepare(data.queries, form, as: .query)
        let values = Self.prepare(data.base, form, as: .row)
        dimension = data.queries.count == 0 ? 0 : queries.count / data.queries.count
        let rows = try VectorRows(copying: values, dimension: dimension)
        let isSquared = form.reduction == .squaredEuclidean
        guard var parameters = configuration.parameters else {
            index = try FlatIndex(rows: rows, reduction: isSquared ? .squaredL2 : .dot)
            build = ["index": "flat"]
            return
        }
        parameters.codes = isSquared ? .sevenBit : .none
        index = try HNSW(rows: rows, reduction: isSquared ? .squaredL2 : .dot, parameters: parameters, context: BuildContext(threads: threads))
        build = ["index": "HNSW", "M": .init(parameters.m), "efc": .init(parameters.efConstruction), "codes": isSquared ? "u7" : "f32"]
    }

    private static func prepare(_ batch: VectorBatch, _ form: MeasureForm, as role: Preparation.Role) -> [Float] {
        guard !form.preparation.isIdentity else { return batch.values }
        var prepared = [Float]()
        prepared.reserveCapacity(batch.values.count)
        for row in 0..<batch.count { prepared.append(contentsOf: form.preparation.prepared(Array(batch.vector(row)).span, as: role)) }
        return prepared
    }

    /// The slots nearest to a query, best first, written over `results`.
    func search(_ query: Int, k: Int, effort: SearchEffort, into results: inout [Neighbor]) throws {
        let vector = queries.span.extracting(query * dimension..<(query + 1) * dimension)
        try unsafe index.search(vector.bytes, k: k, effort: effort, admitting: nil, into: &results)
    }

    /// Bytes per row: the row itself and its share of the index.
    var bytesPerVector: Double {
        index.count == 0 ? 0 : Double(index.rows.stride) + Double(index.byteCount) / Double(index.count)
    }
}
