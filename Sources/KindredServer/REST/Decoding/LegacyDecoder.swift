#if Server
import KindredService

/// Reads bodies of `/points/search`, `/recommend` and `/discover`, which older clients use, as queries.
enum LegacyDecoder {
    /// The members that all of them share.
    private static func base(_ object: BodyObject, _ kind: QueryKind) throws -> PointsQuery {
        var query = PointsQuery(kind)
        query.using = try object.optional("using", name)
        query.filter = try object.optional("filter") { try $0.filter() }
        query.parameters = try object.optional("params", QueryDecoder.parameters) ?? query.parameters
        query.scoreThreshold = try object.optional("score_threshold") { try $0.float() }
        query.limit = try object.required("limit") { try $0.unsigned(from: 1) }
        query.offset = try object.optional("offset") { try $0.unsigned() } ?? 0
        query.lookup = try object.optional("lookup_from", QueryDecoder.lookup)
        try QueryDecoder.readSelectors(object, &query)
        return query
    }

    /// A vector's name, as a string or in an object.
    private static func name(_ value: BodyValue) throws -> String {
        if case .object(let object) = value { return try object.required("name") { try $0.string() } }
        return try value.string()
    }

    /// `vector` is a list of numbers, or an object with its name.
    static func search(_ value: BodyValue) throws -> PointsQuery {
        let object = try value.object()
        let (vector, name) = try object.required("vector", namedVector)
        var query = try base(object, .nearest(.vector(vector)))
        query.using = name
        return query
    }

    private static func namedVector(_ value: BodyValue) throws -> (VectorValue, String?) {
        guard case .object(let object) = value, object["name"] != nil else { return (try VectorDecoder.vector(value), nil) }
        return (try object.required("vector", VectorDecoder.vector), try object.required("name") { try $0.string() })
    }

    static func recommend(_ value: BodyValue) throws -> PointsQuery { try base(try value.object(), .recommend(try QueryDecoder.recommend(value))) }

    static func discover(_ value: BodyValue) throws -> PointsQuery {
        let object = try value.object()
        let context = try object.optional("context", QueryDecoder.contextPairs) ?? []
        guard let target = try object.optional("target", VectorDecoder.input) else { return try base(object, .context(context)) }
        return try base(object, .discover(target: target, context: context))
    }
}
#endif
