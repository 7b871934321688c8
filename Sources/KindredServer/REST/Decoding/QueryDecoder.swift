#if Server
import KindredService

/// Reads bodies of the Query API.
enum QueryDecoder {
    /// The body of `/points/query`.
    static func query(_ value: BodyValue) throws -> PointsQuery {
        let object = try value.object()
        var query = PointsQuery()
        query.query = try object.optional("query", kind)
        query.prefetch = try object.optional("prefetch", prefetches) ?? []
        query.using = try object.optional("using") { try $0.string() }
        query.filter = try object.optional("filter") { try $0.filter() }
        query.parameters = try object.optional("params", parameters) ?? SearchParameters()
        query.scoreThreshold = try object.optional("score_threshold") { try $0.float() }
        query.limit = try object.optional("limit") { try $0.unsigned(from: 1) } ?? query.limit
        query.offset = try object.optional("offset") { try $0.unsigned() } ?? 0
        try readSelectors(object, &query)
        query.lookup = try object.optional("lookup_from", lookup)
        return query
    }

    /// The same with `measure`, the version of a measure, and `params.recall`.
    static func kindredQuery(_ value: BodyValue) throws -> PointsQuery {
        var query = try query(value)
        let object = try value.object()
        query.parameters.measure = try object.optional("measure") { try $0.unsigned(from: 1) }
        query.parameters.recall = try object.optional("params") { try $0.object().optional("recall") { try $0.double() } } ?? nil
        return query
    }

    /// What comes back with the points.
    static func readSelectors(_ object: BodyObject, _ query: inout PointsQuery) throws {
        query.withPayload = try object.optional("with_payload", SelectorDecoder.payload) ?? query.withPayload
        query.withVectors = try object.vectorSelector() ?? query.withVectors
    }

    /// The bodies of a batch.
    static func batch(_ value: BodyValue, _ decode: (BodyValue) throws -> PointsQuery) throws -> [PointsQuery] {
        try value.object().required("searches") { try $0.list(of: decode) }
    }

    /// One prefetch or several, to any depth.
    private static func prefetches(_ value: BodyValue) throws -> [Prefetch] { try value.oneOrMore(of: prefetch) }

    private static func prefetch(_ value: BodyValue) throws -> Prefetch {
        let object = try value.object()
        var prefetch = Prefetch()
        prefetch.query = try object.optional("query", kind)
        prefetch.prefetch = try object.optional("prefetch", prefetches) ?? []
        prefetch.using = try object.optional("using") { try $0.string() }
        prefetch.filter = try object.optional("filter") { try $0.filter() }
        prefetch.parameters = try object.optional("params", parameters) ?? SearchParameters()
        prefetch.scoreThreshold = try object.optional("score_threshold") { try $0.float() }
        prefetch.limit = try object.optional("limit") { try $0.unsigned(from: 1) } ?? prefetch.limit
        prefetch.lookup = try object.optional("lookup_from", lookup)
        return prefetch
    }

    /// `params`.
    static func parameters(_ value: BodyValue) throws -> SearchParameters {
        let object = try value.object()
        var parameters = SearchParameters()
        parameters.exact = try object.optional("exact") { try $0.bool() } ?? false
        parameters.hnswEF = try object.optional("hnsw_ef") { try $0.unsigned(from: 1) }
        parameters.indexedOnly = try object.optional("indexed_only") { try $0.bool() } ?? false
        parameters.frequencyFilter = try object.optional("idf", frequencies) ?? nil
        if let quantization = try object.optional("quantization", { try $0.object() }) {
            parameters.ignoresQuantization = try quantization.optional("ignore") { try $0.bool() } ?? false
            parameters.rescores = try quantization.optional("rescore") { try $0.bool() }
            parameters.oversampling = try quantization.optional("oversampling", oversampling)
        }
        return parameters
    }

    /// `"global"`, or the points that frequencies are counted over.
    private static func frequencies(_ value: BodyValue) throws -> Filter? {
        if case .json(.string("global")) = value { return nil }
        return try value.object().required("corpus") { try $0.filter() }
    }

    private static func oversampling(_ value: BodyValue) throws -> Double {
        let factor = try value.double()
        guard factor >= 1 else { throw InputError.value("\(factor)", must: "be 1.0 or larger") }
        return factor
    }

    /// `lookup_from`.
    static func lookup(_ value: BodyValue) throws -> VectorLookup {
        let object = try value.object()
        return VectorLookup(collection: try object.required("collection") { try $0.string() }, vector: try object.optional("vector") { try $0.string() })
    }
}

extension BodyObject {
    /// `with_vector`, which some clients write in the plural.
    func vectorSelector() throws -> VectorSelector? {
        try optional("with_vector", SelectorDecoder.vectors) ?? optional("with_vectors", SelectorDecoder.vectors)
    }
}
#endif
