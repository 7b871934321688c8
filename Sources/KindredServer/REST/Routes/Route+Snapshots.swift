#if Server
import Hummingbird
import KindredService

extension Route {
    /// Snapshots of collections, of their one shard, and of everything.
    static let snapshots: [Route] = {
        let collection = "/collections/{collection_name}/snapshots", shard = "/collections/{collection_name}/shards/{shard_id}/snapshots"
        var routes = kept(at: "/snapshots", reading: .readAll, changing: .manage) { _ in SnapshotScope.database }
        routes += kept(at: collection) { SnapshotScope.collection($0.collection) }
        routes += kept(at: shard) { try $0.shard }
        routes += recovered(at: collection) { _ in }
        // A shard is one of a collection that is there.
        routes += recovered(at: shard) { exchange in
            let shard = try exchange.shard
            _ = try await exchange.door.pool.run { try exchange.operations.snapshots(of: shard) }
        }
        return routes
    }()

    private typealias Scope = @Sendable (Exchange) throws -> SnapshotScope

    /// Making, listing, fetching and removing.
    private static func kept(at path: String, reading: Access.Need = .read, changing: Access.Need = .maintain, _ scope: @escaping Scope) -> [Route] {
        [
            Route(.get, path, reading) { exchange, writer in
                writer.json(.array(try exchange.operations.snapshots(of: scope(exchange)).map(\.json)))
            },
            Route(
                .post, path, changing,
                .task { exchange, _, _, start in
                    let target = try scope(exchange)
                    // What is not there is refused before the work begins.
                    _ = try await exchange.door.pool.run { try exchange.operations.snapshots(of: target) }
                    return try await exchange.snapshot(since: start) { try $0.createSnapshot(of: target).json }
                }),
            Route(
                .get, path + "/{snapshot_name}", reading,
                .task { exchange, _, context, _ in try await exchange.download(try scope(exchange), context) }),
            Route(
                .delete, path + "/{snapshot_name}", changing,
                .task { exchange, _, _, start in
                    let target = try scope(exchange), name = exchange.parameters["snapshot_name"] ?? ""
                    _ = try await exchange.door.pool.run { try exchange.operations.snapshotFile(name, of: target) }
                    return try await exchange.snapshot(since: start) { operations in
                        try operations.deleteSnapshot(name, of: target)
                        return true
                    }
                }),
        ]
    }

    /// Making a collection of a snapshot.
    private static func recovered(at path: String, _ check: @escaping @Sendable (Exchange) async throws -> Void) -> [Route] {
        [
            Route(
                .put, path + "/recover", .manage,
                .task { exchange, _, _, start in
                    try await check(exchange)
                    return try await exchange.recover(since: start)
                }),
            Route(
                .post, path + "/upload", .manage,
                .streaming { exchange, request, _, start in
                    try await check(exchange)
                    return try await exchange.upload(request, since: start)
                }),
        ]
    }
}
#endif
