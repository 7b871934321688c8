import Kindred

/// Answers the questions of the Query API: one tree of queries, evaluated from its leaves up.
///
/// Every score comes from two doors of the collection: `search`, which finds the nearest, and `similarities`, which compares
/// all admitted points with a few examples by the same kernels. So a batch equals its single queries, and a query equals
/// the same query over a prefetch of everything.
struct QueryEngine {
    let database: Database
    let collection: VectorCollection
    let configuration: CollectionConfiguration

    /// A point in an answer, before its payload and vectors are joined to it.
    struct Scored: Sendable {
        var id: PointID
        var score: Float
        var order: OrderValue?
    }

    init(_ database: Database, collection name: String) throws {
        self.database = database
        collection = try database.collection(name)
        configuration = collection.configuration
    }

    /// The answer to a question, best first, without payloads and vectors.
    func answer(_ query: PointsQuery) throws -> [Scored] {
        try Self.check(query)
        let node = Node(query)
        if query.offset == 0 { return try evaluate(node, limit: query.limit, filter: query.filter) }
        let (wanted, overflows) = query.limit.addingReportingOverflow(query.offset)
        guard !overflows else { throw RequestError(.badRequest, "limit \(query.limit) and offset \(query.offset) together are too large") }
        return Array(try evaluate(node, limit: wanted, filter: query.filter).dropFirst(query.offset))
    }

    /// A query of the tree, whether it is the outer one or a prefetch.
    struct Node {
        var query: QueryKind?
        var prefetch: [Prefetch]
        var using: String
        var parameters: SearchParameters
        var threshold: Float?
        var lookup: VectorLookup?

        init(_ query: PointsQuery) {
            self.init(query.query, query.prefetch, query.using, query.parameters, query.scoreThreshold, query.lookup)
        }

        init(_ prefetch: Prefetch) {
            self.init(prefetch.query, prefetch.prefetch, prefetch.using, prefetch.parameters, prefetch.scoreThreshold, prefetch.lookup)
        }

        private init(_ query: QueryKind?, _ prefetch: [Prefetch], _ using: String?, _ parameters: SearchParameters, _ threshold: Float?, _ lookup: VectorLookup?) {
            self.query = query
            self.prefetch = prefetch
            self.using = using ?? ""
            self.parameters = parameters
            self.threshold = threshold
            self.lookup = lookup
        }
    }

    /// The best `limit` points of one node; its filter is handed down to the leaves, so that a prefetch's limit counts points that match.
    private func evaluate(_ node: Node, limit: Int, filter: Filter?) throws -> [Scored] {
        guard !node.prefetch.isEmpty else { return try leaf(node, limit: limit, filter: filter) }
        let sources = try node.prefetch.map { prefetch in
            try evaluate(Node(prefetch), limit: prefetch.limit, filter: Filter.merged(filter, prefetch.filter))
        }
        switch node.query {
        case .fusion(let fusion):
            return Self.above(node.threshold, try fusion.fused(sources)).firsts(limit)
        case .formula(let formula):
            return Self.above(node.threshold, try rescored(sources, formula)).firsts(limit)
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

    private func leaf(_ node: Node, limit: Int, filter: Filter?) throws -> [Scored] {
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
