import Kindred

extension StrictMode {
    /// Holds a query and its prefetches to the limits; tokens are taken apart from that.
    ///
    /// - Parameter limit: how many points are asked for, when that is not the query's own limit.
    func check(_ query: PointsQuery, limit: Int? = nil, in collection: VectorCollection) throws {
        try check(Prefetch(query), limit: limit ?? query.limit, FieldIndexes(collection), collection.configuration)
    }

    func check(_ query: GroupsQuery, in collection: VectorCollection) throws {
        try check(query.query, limit: query.query.limit.multipliedReportingOverflow(by: query.groupSize).partialValue, in: collection)
        if !limits.allowsUnindexedReads { try FieldIndexes(collection).requireGrouping(query.groupBy) }
    }

    /// Holds what has a limit and a filter and nothing else.
    func check(limit: Int?, filter: Filter?, in collection: VectorCollection) throws {
        if let limit { try Self.check(limit, limits.queryLimit, "limit") }
        if filter != nil { try checkRead(filter, FieldIndexes(collection)) }
    }

    private func check(_ node: Prefetch, limit: Int, _ indexes: FieldIndexes, _ configuration: CollectionConfiguration) throws {
        try Self.check(limit, limits.queryLimit, "limit")
        try checkRead(node.filter, indexes)
        try check(node.parameters, indexes)
        if !limits.allowsExact, node.prefetch.isEmpty, node.query?.comparesVectors == true, configuration.vectors[node.vectorName]?.index.kind == .flat {
            let place = node.vectorName.isEmpty ? "" : " on '\(node.vectorName)'"
            throw Self.refusal(
                "Request is forbidden\(place) because global vector indexing is disabled (hnsw_config.m = 0)",
                help: "Enable global vector indexing or enable strict mode `search_allow_exact` option")
        }
        if !limits.allowsUnindexedReads, case .formula(let formula)? = node.query { try check(formula.expression, indexes) }
        for inner in node.prefetch { try check(inner, limit: inner.limit, indexes, configuration) }
    }

    private func check(_ parameters: SearchParameters, _ indexes: FieldIndexes) throws {
        if parameters.exact, !limits.allowsExact { throw Self.refusal("Exact search disabled!", help: "Set exact=false.") }
        if let oversampling = parameters.oversampling { try Self.check(oversampling, limits.oversampling, "oversampling") }
        if let width = parameters.hnswEF { try Self.check(width, limits.hnswEF, "hnsw_ef") }
        try checkRead(parameters.frequencyFilter, indexes)
    }

    /// Every value that a formula takes from payloads must have an index.
    private func check(_ expression: ScoreExpression, _ indexes: FieldIndexes) throws {
        let help = "Create an index for this key or use a different formula expression."
        switch expression {
        case .variable(let name):
            if !name.hasPrefix("$score") { try indexes.require(name, oneOf: ["float", "integer"], help: help) }
        case .condition(let condition): try indexes.require(Filter(condition))
        case .geoDistance(_, let path): try indexes.require(path.description, oneOf: ["geo"], help: help)
        case .dateKey(let path): try indexes.require(path.description, oneOf: ["datetime"], help: help)
        case .product(let parts), .sum(let parts): for part in parts { try check(part, indexes) }
        case .negative(let part), .absolute(let part), .squareRoot(let part), .exponential(let part), .logarithm10(let part), .logarithm(let part):
            try check(part, indexes)
        case .quotient(let one, let other, _), .power(let one, let other):
            try check(one, indexes)
            try check(other, indexes)
        case .decay(_, let part, let target, _, _):
            try check(part, indexes)
            if let target { try check(target, indexes) }
        case .constant, .date: break
        }
    }
}

extension PointsQuery {
    /// Tokens it costs: one a comparison of vectors and one a condition, prefetches included.
    var readCost: Int { Prefetch(self).readCost }
}

extension Prefetch {
    fileprivate var readCost: Int { (query?.readCost ?? 1) + (filter?.conditionCount ?? 0) + prefetch.reduce(0) { $0 + $1.readCost } }
}

extension QueryKind {
    fileprivate var readCost: Int {
        switch self {
        case .recommend(let input): max(1, input.positive.count + input.negative.count)
        case .discover(_, let pairs): 1 + pairs.count
        case .context(let pairs): max(1, pairs.count)
        case .relevanceFeedback(let feedback): 1 + feedback.feedback.count
        case .nearest, .diverse, .orderBy, .fusion, .formula, .sample: 1
        }
    }

    /// Whether it searches vectors rather than listing or fusing points.
    fileprivate var comparesVectors: Bool {
        switch self {
        case .nearest, .diverse, .recommend, .discover, .context, .relevanceFeedback: true
        case .orderBy, .fusion, .formula, .sample: false
        }
    }
}
