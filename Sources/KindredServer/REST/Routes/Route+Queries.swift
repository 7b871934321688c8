#if Server
import KindredService

extension Route {
    /// The Query API. Its bodies are checked under names that the paths of validation errors show.
    static let queries: [Route] = [
        Route(.post, "/collections/{collection_name}/points/query", .read) { exchange, writer in
            writer.queryResult(try at("internal") { try exchange.operations.query(exchange.collection, QueryDecoder.query(exchange.tree())) })
        },
        Route(.post, "/collections/{collection_name}/points/query/batch", .read) { exchange, writer in
            let queries = try QueryDecoder.batch(exchange.tree()) { query in try at("internal") { try QueryDecoder.query(query) } }
            writer.list(try exchange.operations.query(exchange.collection, queries)) { $0.queryResult($1) }
        },
        Route(.post, "/collections/{collection_name}/points/query/groups", .read) { exchange, writer in
            writer.groups(
                try at("search_group_request") { try exchange.operations.queryGroups(exchange.collection, QueryDecoder.groups(exchange.tree())) })
        },
        Route(.post, "/collections/{collection_name}/points/search/matrix/pairs", .read) { $1.pairs(try matrix($0)) },
        Route(.post, "/collections/{collection_name}/points/search/matrix/offsets", .read) { $1.offsets(try matrix($0)) },
    ]

    private static func matrix(_ exchange: Exchange) throws -> DistanceMatrix {
        let request = try at("search_request") { try MatrixRequest(exchange.tree()) }
        return try exchange.operations.distanceMatrix(
            exchange.collection, using: request.using, sample: request.sample, limit: request.limit, filter: request.filter)
    }

    /// Endpoints of older clients: the same queries in other words.
    static let legacy: [Route] =
        older("search", LegacyDecoder.search) + older("recommend", LegacyDecoder.recommend) + older("discover", LegacyDecoder.discover)

    private static func older(_ name: String, _ decode: @escaping @Sendable (BodyValue) throws -> PointsQuery) -> [Route] {
        let path = "/collections/{collection_name}/points/\(name)"
        return [
            Route(.post, path, .read) { exchange, writer in
                let points = try at("\(name)_request") { try exchange.operations.query(exchange.collection, decode(exchange.tree())) }
                writer.list(points) { $0.scored($1) }
            },
            Route(.post, path + "/batch", .read) { exchange, writer in
                let queries = try QueryDecoder.batch(exchange.tree()) { query in try at("\(name)_request") { try decode(query) } }
                writer.list(try exchange.operations.query(exchange.collection, queries)) { writer, points in writer.list(points) { $0.scored($1) } }
            },
            Route(.post, path + "/groups", .read) { exchange, writer in
                let tree = try exchange.tree()
                let groups = try at("\(name)_group_request") { try QueryDecoder.grouping(tree.object(), decode(tree)) }
                writer.groups(try exchange.operations.queryGroups(exchange.collection, groups))
            },
        ]
    }
}
#endif
