#if Server
/// What counts as an administrative act, by the route or the call that does it. Points, payloads and feedback are data, not administration.
enum AuditedAct {
    /// Acts of routes, by method and template.
    static let routes = [
        "PUT /collections/{collection_name}": "collection.create",
        "PATCH /collections/{collection_name}": "collection.update",
        "DELETE /collections/{collection_name}": "collection.delete",
        "POST /collections/aliases": "aliases.change",
        "PUT /collections/{collection_name}/index": "index.create",
        "DELETE /collections/{collection_name}/index/{field_name}": "index.delete",
        "PUT /collections/{collection_name}/vectors/{vector_name}": "vector.create",
        "DELETE /collections/{collection_name}/vectors/{vector_name}": "vector.delete",
        "POST /collections/{collection_name}/cluster": "cluster.update",
        "PUT /collections/{collection_name}/shards": "shard.create",
        "POST /collections/{collection_name}/shards/delete": "shard.delete",
        "POST /cluster/recover": "cluster.recover",
        "DELETE /cluster/peer/{peer_id}": "cluster.remove_peer",
        "DELETE /issues": "issues.clear",
        "POST /snapshots": "snapshot.create",
        "DELETE /snapshots/{snapshot_name}": "snapshot.delete",
        "POST /collections/{collection_name}/snapshots": "snapshot.create",
        "DELETE /collections/{collection_name}/snapshots/{snapshot_name}": "snapshot.delete",
        "PUT /collections/{collection_name}/snapshots/recover": "snapshot.recover",
        "POST /collections/{collection_name}/snapshots/upload": "snapshot.recover",
        "POST /collections/{collection_name}/shards/{shard_id}/snapshots": "snapshot.create",
        "DELETE /collections/{collection_name}/shards/{shard_id}/snapshots/{snapshot_name}": "snapshot.delete",
        "PUT /collections/{collection_name}/shards/{shard_id}/snapshots/recover": "snapshot.recover",
        "POST /collections/{collection_name}/shards/{shard_id}/snapshots/upload": "snapshot.recover",
        "POST /kindred/collections/{collection_name}/learn": "measure.learn",
        "POST /kindred/collections/{collection_name}/measures/promote": "measure.promote",
        "POST /kindred/collections/{collection_name}/measures/rollback": "measure.roll_back",
        "POST /kindred/jobs/{id}/cancel": "job.cancel",
    ]

    /// Acts of calls, by service and method.
    static let calls = [
        "kindred.Kindred/Learn": "measure.learn",
        "kindred.Kindred/Promote": "measure.promote",
        "kindred.Kindred/Rollback": "measure.roll_back",
        "kindred.Kindred/CancelJob": "job.cancel",
        "qdrant.Collections/Create": "collection.create",
        "qdrant.Collections/Update": "collection.update",
        "qdrant.Collections/Delete": "collection.delete",
        "qdrant.Collections/UpdateAliases": "aliases.change",
        "qdrant.Collections/UpdateCollectionClusterSetup": "cluster.update",
        "qdrant.Collections/CreateShardKey": "shard.create",
        "qdrant.Collections/DeleteShardKey": "shard.delete",
        "qdrant.Points/CreateFieldIndex": "index.create",
        "qdrant.Points/DeleteFieldIndex": "index.delete",
        "qdrant.Points/CreateVectorName": "vector.create",
        "qdrant.Points/DeleteVectorName": "vector.delete",
        "qdrant.Snapshots/Create": "snapshot.create",
        "qdrant.Snapshots/Delete": "snapshot.delete",
        "qdrant.Snapshots/CreateFull": "snapshot.create",
        "qdrant.Snapshots/DeleteFull": "snapshot.delete",
    ]
}
#endif
