#if Server
import KindredService

extension Route {
    /// The server itself: what it is, how it is, what it has done.
    static let service: [Route] = [
        Route(
            .get, "/", .nothing,
            .json { _, writer in
                writer.object(["title": .string(ServerIdentity.title), "version": .string(ServerIdentity.version), "commit": .string(ServerIdentity.commit)])
            }),
        Route(.get, "/openapi.json", .nothing, .json { _, writer in writer.object(OpenAPI.document) }),
        Route(.get, "/healthz", .nothing, .text { _ in "healthz check passed" }),
        Route(.get, "/livez", .nothing, .text { _ in "healthz check passed" }),
        Route(.get, "/readyz", .nothing, .text { _ in "all shards are ready" }),
        Route(.get, "/metrics", .readAll, .text { try Metrics.text($0) }),
        Route(.get, "/telemetry", .readAll) { exchange, writer in
            writer.object(try Telemetry.object(exchange, level: exchange.query.unsigned("details_level", from: 0) ?? 0))
        },
        Route(.get, "/issues", .readAll) { _, writer in writer.object(["issues": []]) },
        Route(.delete, "/issues", .manage) { _, writer in writer.bool(true) },
        Route(.get, "/cluster", .readAll) { _, writer in writer.object(["status": "disabled"]) },
        Route(.post, "/cluster/recover", .manage) { _, _ in throw standalone },
        Route(.delete, "/cluster/peer/{peer_id}", .manage) { _, _ in throw standalone },
        Route(.get, "/collections/{collection_name}/cluster", .read) { exchange, writer in
            let points = try exchange.operations.count(exchange.collection, matching: nil)
            writer.object([
                "peer_id": 0, "shard_count": 1, "local_shards": [["shard_id": 0, "points_count": .init(points), "state": "Active"]], "remote_shards": [],
                "shard_transfers": [],
            ])
        },
        Route(.post, "/collections/{collection_name}/cluster", .manage) { _, _ in throw standalone },
        Route(.put, "/collections/{collection_name}/shards", .manage) { _, _ in throw standalone },
        Route(.post, "/collections/{collection_name}/shards/delete", .manage) { _, _ in throw standalone },
    ]

    private static var standalone: RequestError { RequestError(.notAllowed, "Qdrant is running in standalone mode") }
}
#endif
