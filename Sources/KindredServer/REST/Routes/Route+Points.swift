#if Server
import Hummingbird
import KindredService

extension Route {
    /// Reading points.
    static let points: [Route] = [
        Route(.post, "/collections/{collection_name}/points", .read) { exchange, writer in
            let request = try RetrieveRequest(exchange.tree())
            let points = try exchange.operations.retrieve(
                exchange.collection, ids: request.ids, withPayload: request.withPayload, withVectors: request.withVectors)
            writer.list(points) { $0.record($1) }
        },
        Route(.get, "/collections/{collection_name}/points/{id}", .read) { exchange, writer in
            let text = exchange.parameters["id"] ?? ""
            guard let id = try? PointID(parsing: text) else { throw RequestError(.badRequest, "Can not recognize \"\(text)\" as point id") }
            let points = try exchange.operations.retrieve(exchange.collection, ids: [id], withPayload: .all, withVectors: .all)
            guard let point = points.first else { throw RequestError(.notFound, "Point with id \(id) does not exists!") }
            writer.record(point)
        },
        Route(.post, "/collections/{collection_name}/points/scroll", .read) { exchange, writer in
            let request = try ScrollRequest(exchange.tree())
            let page = try exchange.operations.scroll(
                exchange.collection, from: request.offset, limit: request.limit, filter: request.filter, orderBy: request.orderBy,
                withPayload: request.withPayload, withVectors: request.withVectors)
            writer.scrollResult(page.points, next: page.next)
        },
        Route(.post, "/collections/{collection_name}/points/count", .read) { exchange, writer in
            let body = try exchange.tree().object()
            _ = try body.optional("exact") { try $0.bool() }
            let count = try exchange.operations.count(exchange.collection, matching: body.optional("filter") { try $0.filter() })
            writer.object(["count": .init(count)])
        },
        Route(.post, "/collections/{collection_name}/facet", .read) { exchange, writer in
            let request = try FacetRequest(exchange.tree())
            writer.facet(try exchange.operations.facet(exchange.collection, key: request.key, limit: request.limit, filter: request.filter))
        },
    ]

    /// Changing points.
    static let updates: [Route] = [
        update(.put, "/points", PointsDecoder.upsert),
        update(.post, "/points/delete", PointsDecoder.delete),
        update(.put, "/points/vectors", PointsDecoder.updateVectors),
        update(.post, "/points/vectors/delete", PointsDecoder.deleteVectors),
        update(.post, "/points/payload", PointsDecoder.setPayload),
        update(.put, "/points/payload", PointsDecoder.overwritePayload),
        update(.post, "/points/payload/delete", PointsDecoder.deletePayload),
        update(.post, "/points/payload/clear", PointsDecoder.clearPayload),
        Route(.post, "/collections/{collection_name}/points/batch", .write) { exchange, writer in
            let updates = try PointsDecoder.operations(exchange.tree())
            let waits = try exchange.query.bool("wait")
            try writer.list(exchange.operations.update(exchange.collection, updates)) { $0.updateResult($1, waited: waits) }
        },
    ]

    private static func update(
        _ method: HTTPRequest.Method, _ path: String, _ decode: @escaping @Sendable (BodyValue) throws -> PointsUpdate
    ) -> Route {
        Route(method, "/collections/{collection_name}" + path, .write) { try $0.update(decode($0.tree()), into: &$1) }
    }
}
#endif
