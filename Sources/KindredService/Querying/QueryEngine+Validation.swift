import Kindred

extension QueryEngine {
    /// Prefetches deeper than this are refused: no question needs them, and each level is a call on the stack.
    static let deepestPrefetch = 32

    /// What can be refused without looking at a collection.
    static func check(_ query: PointsQuery) throws {
        try positive(query.limit, "internal.limit")
        guard query.offset >= 0 else { throw RequestError(.badRequest, "offset \(query.offset) is negative") }
        try check(query.parameters)
        if query.parameters.namesMeasureOrRecall { guard case .nearest? = query.query else { throw denseOnly } }
        try check(query.query, prefetch: query.prefetch, using: query.using, threshold: query.scoreThreshold, depth: 0)
    }

    static func positive(_ value: Int, _ path: String) throws {
        guard value >= 1 else { throw RequestError(.validation, "\(path): value \(value) invalid, must be 1 or larger") }
    }

    private static func check(_ parameters: SearchParameters) throws {
        if let width = parameters.hnswEF { try positive(width, "internal.params.hnsw_ef") }
        if let factor = parameters.oversampling, !(factor >= 1) {
            throw RequestError(.validation, "internal.params.quantization.oversampling: value \(factor) invalid, must be 1.0 or larger")
        }
        guard let recall = parameters.recall else { return }
        guard recall > 0, recall <= 1 else { throw RequestError(.validation, "params.recall: value \(recall) invalid, must be above 0.0 and at most 1.0") }
        guard !parameters.exact, parameters.hnswEF == nil else { throw RequestError(.badRequest, "params names more than one of exact, hnsw_ef and recall") }
    }

    static let denseOnly = RequestError(.badRequest, "a measure or a recall can be named for the nearest to a dense vector only")

    private static func check(_ query: QueryKind?, prefetch: [Prefetch], using: String?, threshold: Float?, depth: Int) throws {
        guard depth < deepestPrefetch else { throw RequestError(.badRequest, "prefetches are nested more than \(deepestPrefetch) deep") }
        if query == nil {
            guard prefetch.isEmpty else {
                throw RequestError(.badRequest, "A query is needed to merge the prefetches. Can't have prefetches without defining a query.")
            }
            guard threshold == nil else {
                throw RequestError(.badRequest, "A query is needed to use the score_threshold. Can't have score_threshold without defining a query.")
            }
        }
        switch query {
        case .orderBy where threshold != nil: throw RequestError(.badRequest, "Can't use score_threshold with an order_by query.")
        case .fusion where using != nil: throw RequestError(.badRequest, "Fusion queries cannot be combined with the 'using' field.")
        case .fusion(.reciprocalRank(let k, let weights)):
            try positive(k, "internal.query.rrf.k")
            if let weights, weights.count != prefetch.count {
                throw RequestError(.badRequest, "RRF has \(weights.count) weights for \(prefetch.count) prefetches")
            }
        case .diverse(_, let relevance): try check(relevance)
        case .relevanceFeedback(let feedback): try check(feedback)
        default: break
        }
        for inner in prefetch {
            try positive(inner.limit, "internal.prefetch.limit")
            try check(inner.parameters)
            if inner.parameters.namesMeasureOrRecall { guard case .nearest? = inner.query else { throw denseOnly } }
            try check(inner.query, prefetch: inner.prefetch, using: inner.using, threshold: inner.scoreThreshold, depth: depth + 1)
        }
    }

    private static func check(_ relevance: MaximalMarginalRelevance) throws {
        guard (0...1).contains(relevance.diversity) else {
            throw RequestError(.validation, "internal.query.mmr.diversity: value \(relevance.diversity) invalid, must be from 0.0 to 1.0")
        }
        if let limit = relevance.candidatesLimit, !(1...16_384).contains(limit) {
            throw RequestError(.validation, "internal.query.mmr.candidates_limit: value \(limit) invalid, must be from 1 to 16384")
        }
    }

    private static func check(_ feedback: RelevanceFeedback) throws {
        guard !feedback.feedback.isEmpty else { throw RequestError(.validation, "internal.query.relevance_feedback.feedback: must not be empty") }
        guard feedback.b >= 0 else {
            throw RequestError(.validation, "internal.query.relevance_feedback.strategy.naive.b: value \(feedback.b) invalid, must be 0.0 or larger")
        }
        guard [feedback.a, feedback.b, feedback.c].allSatisfy(\.isFinite), feedback.feedback.allSatisfy({ $0.score.isFinite }) else {
            throw RequestError(.badRequest, "relevance feedback has a weight or a score that is not finite")
        }
    }
}

extension SearchParameters {
    /// Whether something is asked for that only searches by a dense vector can do.
    var namesMeasureOrRecall: Bool { measure != nil || recall != nil }
}
