#if Server
import Kindred
import KindredService

extension PointsQuery {
    /// The question of a message, with the defaults of the API.
    init(_ message: Qdrant_QueryPoints) throws {
        self.init(message.hasQuery ? try QueryKind(message.query) : nil)
        prefetch = try message.prefetch.map { try Prefetch($0) }
        using = message.hasUsing ? message.using : nil
        filter = message.hasFilter ? try Filter(message.filter) : nil
        if message.hasParams { parameters = try SearchParameters(message.params) }
        scoreThreshold = message.hasScoreThreshold ? message.scoreThreshold : nil
        if message.hasLimit { limit = Int(clamping: message.limit) }
        if message.hasOffset { offset = Int(clamping: message.offset) }
        if message.hasWithPayload { withPayload = try PayloadSelector(message.withPayload) }
        if message.hasWithVectors { withVectors = try VectorSelector(message.withVectors) }
        if message.hasLookupFrom { lookup = VectorLookup(message.lookupFrom) }
    }

    /// The question whose answers are grouped.
    fileprivate init(_ message: Qdrant_QueryPointGroups) throws {
        self.init(message.hasQuery ? try QueryKind(message.query) : nil)
        prefetch = try message.prefetch.map { try Prefetch($0) }
        using = message.hasUsing ? message.using : nil
        filter = message.hasFilter ? try Filter(message.filter) : nil
        if message.hasParams { parameters = try SearchParameters(message.params) }
        scoreThreshold = message.hasScoreThreshold ? message.scoreThreshold : nil
        if message.hasLimit { limit = Int(clamping: message.limit) }
        if message.hasWithPayload { withPayload = try PayloadSelector(message.withPayload) }
        if message.hasWithVectors { withVectors = try VectorSelector(message.withVectors) }
        if message.hasLookupFrom { lookup = VectorLookup(message.lookupFrom) }
    }
}

extension GroupsQuery {
    /// The grouped question of a message.
    init(_ message: Qdrant_QueryPointGroups) throws {
        self.init(try PointsQuery(message), groupBy: try PayloadPath(parsing: message.groupBy))
        if message.hasGroupSize { groupSize = Int(clamping: message.groupSize) }
        if message.hasWithLookup { lookup = try GroupLookup(message.withLookup) }
    }
}

extension GroupLookup {
    fileprivate init(_ message: Qdrant_WithLookup) throws {
        self.init(collection: message.collection)
        if message.hasWithPayload { withPayload = try PayloadSelector(message.withPayload) }
        if message.hasWithVectors { withVectors = try VectorSelector(message.withVectors) }
    }
}

extension Prefetch {
    /// The inner question of a message.
    init(_ message: Qdrant_PrefetchQuery) throws {
        self.init(message.hasQuery ? try QueryKind(message.query) : nil)
        prefetch = try message.prefetch.map { try Prefetch($0) }
        using = message.hasUsing ? message.using : nil
        filter = message.hasFilter ? try Filter(message.filter) : nil
        if message.hasParams { parameters = try SearchParameters(message.params) }
        scoreThreshold = message.hasScoreThreshold ? message.scoreThreshold : nil
        if message.hasLimit { limit = Int(clamping: message.limit) }
        if message.hasLookupFrom { lookup = VectorLookup(message.lookupFrom) }
    }
}

extension SearchParameters {
    /// How a message wants to be searched. ACORN is another way to the same answers, so it asks for nothing here.
    init(_ message: Qdrant_SearchParams) throws {
        self.init()
        if message.hasHnswEf { hnswEF = Int(clamping: message.hnswEf) }
        if message.hasExact { exact = message.exact }
        if message.hasIndexedOnly { indexedOnly = message.indexedOnly }
        if message.hasIdf, message.idf.hasCorpus { frequencyFilter = try Filter(message.idf.corpus) }
        guard message.hasQuantization else { return }
        let quantization = message.quantization
        if quantization.hasIgnore { ignoresQuantization = quantization.ignore }
        if quantization.hasRescore { rescores = quantization.rescore }
        if quantization.hasOversampling { oversampling = quantization.oversampling }
    }
}

extension VectorLookup {
    fileprivate init(_ message: Qdrant_LookupLocation) {
        self.init(collection: message.collectionName, vector: message.hasVectorName ? message.vectorName : nil)
    }
}
#endif
