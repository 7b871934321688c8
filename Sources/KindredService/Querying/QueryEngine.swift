import Kindred

/// Answers the questions of the Query API: one tree of queries, evaluated from its leaves up.
///
/// Every score comes from two doors of the collection: `search`, which finds the nearest, and `similarities`, which compares
/// all admitted points with a few examples by the same kernels. So a batch equals its single queries, and a query equals
/// the same query over a prefetch of everything.
struct QueryEngine {
    let operations: Operations
    let collection: VectorCollection
    let configuration: CollectionConfiguration

    /// A point in an answer, before its payload and vectors are joined to it.
    struct Scored: Sendable {
        var id: PointID
        var score: Float
        var order: OrderValue?
    }

    init(_ operations: Operations, collection name: String) throws {
        self.operations = operations
        collection = try operations.collection(named: name)
        configuration = collection.configuration
    }

    /// The answer to a question, best first, without payloads and vectors.
    func answer(_ query: PointsQuery) throws -> [Scored] {
        try Self.check(query)
        let node = Prefetch(query)
        if query.offset == 0 { return try evaluate(node, limit: query.limit, filter: query.filter) }
        let (wanted, overflows) = query.limit.addingReportingOverflow(query.offset)
        guard !overflows else { throw RequestError(.badRequest, "limit \(query.limit) and offset \(query.offset) together are too large") }
        return Array(try evaluate(node, limit: wanted, filter: query.filter).dropFirst(query.offset))
    }

    /// The best `limit` points of one node; its filter is handed down to the leaves, so that a prefetch's limit counts points that match.
    private func evaluate(_ node: Prefetch, limit: Int, filter: Filter?) throws -> [Scored] {
        try Deadline.check()
        guard !node.prefetch.isEmpty else { return try leaf(node, limit: limit, filter: filter) }
        let sources = try node.prefetch.map { prefetch in
            try evaluate(prefetch, limit: prefetch.limit, filter: Filter.merged(filter, prefetch.filter))
        }
        switch node.query {
        case .fusion(let fusion):
            return Self.above(node.scoreThreshold, try fusion.fused(sources)).firsts(limit)
        case .formula(let formula):
            return Self.above(node.scoreThreshold, try rescored(sources, formula)).firsts(limit)
        default:
            let candidates = Set(sources.joined().map(\.id))
            guard !candidates.isEmpty else { return [] }
            return try leaf(node, limit: limit, filter: Filter.merged(filter, Filter(.hasID(candidates.sorted()))))
        }
    }

    private static func above(_ threshold: Float?, _ points: [Scored]) -> [Scored] {
        guard let threshold else { return points }
        return points.filter { $0.score >= threshold }
    }

    private func leaf(_ node: Prefetch, limit: Int, filter: Filter?) throws -> [Scored] {
        switch node.query {
        case nil: return try listed(limit: limit, filter: filter)
        case .nearest(let input): return try nearest(input, node, limit: limit, filter: filter)
        case .diverse(let input, let relevance): return try diverse(input, relevance, node, limit: limit, filter: filter)
        case .recommend(let examples): return try recommended(examples, node, limit: limit, filter: filter)
        case .discover(let target, let context): return try discovered(target, context, node, limit: limit, filter: filter)
        case .context(let pairs): return try discovered(nil, pairs, node, limit: limit, filter: filter)
        case .relevanceFeedback(let feedback): return try refined(feedback, node, limit: limit, filter: filter)
        case .orderBy(let order): return try ordered(order, limit: limit, filter: filter)
        case .sample: return try sampled(limit: limit, filter: filter)
        case .fusion: throw RequestError(.badRequest, "Fusion queries need prefetches to fuse")
        case .formula: throw RequestError(.badRequest, "Formula queries need prefetches to score")
        }
    }

    private func listed(limit: Int, filter: Filter?) throws -> [Scored] {
        try collection.scroll(limit: limit, filter: filter, withPayload: false).points.map { Scored(id: $0.id, score: 1) }
    }

    /// A random choice of all points that match, each equally likely.
    private func sampled(limit: Int, filter: Filter?) throws -> [Scored] {
        try collection.ids(matching: filter ?? Filter()).shuffled().prefix(limit).map { Scored(id: $0, score: 1) }
    }
}

extension Array {
    /// The first elements, at most `count`.
    func firsts(_ count: Int) -> [Element] { self.count > count ? Array(prefix(count)) : self }
}

extension Prefetch {
    /// The root of a tree of queries, which is evaluated like any of its nodes.
    init(_ query: PointsQuery) {
        self.init(query.query, limit: query.limit)
        prefetch = query.prefetch
        using = query.using
        filter = query.filter
        parameters = query.parameters
        scoreThreshold = query.scoreThreshold
        lookup = query.lookup
    }

    /// The name of the vector that is compared.
    var vectorName: String { using ?? "" }
}
