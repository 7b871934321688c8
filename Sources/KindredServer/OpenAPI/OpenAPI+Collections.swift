#if Server
import Hummingbird
import KindredService

extension OpenAPI {
    /// Routes of the server itself.
    static let service: [String: OperationDescription] = [
        "GET /": get("service", "What this server is", .object(["title": .string, "version": .string, "commit": .string], needs: ["title", "version"])),
        "GET /openapi.json": get("service", "This document", .anyObject),
        "GET /healthz": text("service", "Whether the server lives"),
        "GET /livez": text("service", "Whether the server lives"),
        "GET /readyz": text("service", "Whether requests can be answered"),
        "GET /metrics": text("service", "Figures in the format of Prometheus"),
        "GET /telemetry": get("service", "What the server has done", .anyObject, ["details_level": .integer()]),
        "GET /issues": get("service", "Known problems", .object(["issues": .list(.any)])),
        "DELETE /issues": get("service", "Forget known problems", .bool),
        "GET /cluster": get("cluster", "Whether there is a cluster", .anyObject),
        "POST /cluster/recover": get("cluster", "Not on a single machine", .bool),
        "DELETE /cluster/peer/{peer_id}": get("cluster", "Not on a single machine", .bool),
        "GET /collections/{collection_name}/cluster": get("cluster", "Where a collection's parts are", .anyObject),
        "POST /collections/{collection_name}/cluster": send("cluster", "Not on a single machine", .anyObject, .bool),
        "PUT /collections/{collection_name}/shards": send("cluster", "Not on a single machine", .anyObject, .bool),
        "POST /collections/{collection_name}/shards/delete": send("cluster", "Not on a single machine", .anyObject, .bool),
    ]

    /// Routes of collections.
    static let collections: [String: OperationDescription] = [
        "GET /collections": get("collections", "The names of the collections", .object(["collections": .list(.object(["name": .string]))])),
        "GET /collections/{collection_name}": get("collections", "What a collection is and holds", .ref("CollectionInfo")),
        "PUT /collections/{collection_name}": send("collections", "Make a collection", .ref("CreateCollection"), .bool),
        "PATCH /collections/{collection_name}": send("collections", "Change a collection's parameters", .ref("UpdateCollection"), .bool),
        "DELETE /collections/{collection_name}": get("collections", "Remove a collection", .bool),
        "GET /collections/{collection_name}/exists": get("collections", "Whether there is a collection of this name", .object(["exists": .bool])),
        "PUT /collections/{collection_name}/index": send("collections", "Index a field of the payload", .ref("CreateFieldIndex"), .ref("UpdateResult")),
        "DELETE /collections/{collection_name}/index/{field_name}": get("collections", "Remove the index of a field", .ref("UpdateResult")),
        "PUT /collections/{collection_name}/vectors/{vector_name}": send("collections", "Add a vector's name", .ref("CreateVectorName"), .ref("UpdateResult")),
        "DELETE /collections/{collection_name}/vectors/{vector_name}": get("collections", "Remove a vector's name", .ref("UpdateResult")),
        "GET /collections/{collection_name}/aliases": get("aliases", "The aliases of a collection", .ref("Aliases")),
        "GET /aliases": get("aliases", "All aliases", .ref("Aliases")),
        "POST /collections/aliases": send("aliases", "Change aliases, all at once", .ref("ChangeAliases"), .bool),
    ]

    private static let snapshot = Schema.object(["name": .string, "creation_time": .string.orNull, "size": .integer(), "checksum": .string.orNull], needs: ["name", "size"])
    private static let recovery = Schema.object(["location": .string, "checksum": .string, "priority": .words("replica", "snapshot", "no_sync"), "api_key": .string], needs: ["location"])

    /// Routes of snapshots: of everything, of a collection, of its one shard.
    static func snapshotDescription(of route: Route) -> OperationDescription? {
        guard let place = route.template.firstRange(of: "/snapshots") else { return nil }
        let rest = String(route.template[place.upperBound...]), file = Schema.object(["snapshot": Schema(json: ["type": "string", "format": "binary"])])
        switch "\(route.method.rawValue) \(rest)" {
        case "GET ": return get("snapshots", "The snapshots that are kept", .list(snapshot))
        case "POST ": return get("snapshots", "Make a snapshot", snapshot.orNull)
        case "GET /{snapshot_name}":
            return OperationDescription(summary: "A snapshot's file", subject: "snapshots", result: .string, resultType: "application/octet-stream")
        case "DELETE /{snapshot_name}": return get("snapshots", "Remove a snapshot", .bool)
        case "PUT /recover": return send("snapshots", "Restore from a snapshot at an address", recovery, .bool)
        case "POST /upload":
            var upload = send("snapshots", "Restore from a snapshot that is sent", file, .bool, ["checksum": .string, "priority": .words("replica", "snapshot", "no_sync")])
            upload.bodyType = "multipart/form-data"
            return upload
        default: return nil
        }
    }

    /// Bodies and answers about collections.
    static let collectionSchemas: [String: Schema] = [
        "VectorParams": .object(
            [
                "size": .integer(1, to: 65_536), "distance": .words("Cosine", "Dot", "Euclid", "Manhattan"), "hnsw_config": .ref("HnswConfig"),
                "quantization_config": .ref("QuantizationConfig"), "on_disk": .bool, "datatype": .words("float32", "float16", "uint8", "turbo4"),
                "multivector_config": .object(["comparator": .words("max_sim")]),
            ], needs: ["size", "distance"]),
        "SparseVectorParams": .object(["index": .object(["full_scan_threshold": .integer(), "on_disk": .bool]), "modifier": .words("none", "idf")]),
        "HnswConfig": .object(["m": .integer(), "ef_construct": .integer(4), "full_scan_threshold": .integer(), "max_indexing_threads": .integer(), "on_disk": .bool, "payload_m": .integer()]),
        "QuantizationConfig": .either(
            .object(["scalar": .object(["type": .words("int8"), "quantile": .between(0.5, 1), "always_ram": .bool], needs: ["type"])], needs: ["scalar"]),
            .object(["product": .object(["compression": .words("x4", "x8", "x16", "x32", "x64"), "always_ram": .bool], needs: ["compression"])], needs: ["product"]),
            .object(["binary": .object(["always_ram": .bool])], needs: ["binary"]), .words("Disabled")),
        "OptimizersConfig": .object([
            "deleted_threshold": .between(0, 1), "vacuum_min_vector_number": .integer(), "default_segment_number": .integer(), "max_segment_size": .integer(),
            "indexing_threshold": .integer(), "flush_interval_sec": .integer(), "max_optimization_threads": .either(.integer(), .words("auto")),
        ]),
        "WalConfig": .object(["wal_capacity_mb": .integer(1), "wal_segments_ahead": .integer()]),
        "StrictModeConfig": .anyObject,
        "CreateCollection": .object([
            "vectors": .either(.ref("VectorParams"), .map(.ref("VectorParams"))), "sparse_vectors": .map(.ref("SparseVectorParams")), "shard_number": .integer(1),
            "replication_factor": .integer(1), "write_consistency_factor": .integer(1), "on_disk_payload": .bool, "hnsw_config": .ref("HnswConfig"),
            "optimizers_config": .ref("OptimizersConfig"), "wal_config": .ref("WalConfig"), "quantization_config": .ref("QuantizationConfig"),
            "strict_mode_config": .ref("StrictModeConfig"), "metadata": .anyObject,
        ]),
        "UpdateCollection": .object([
            "vectors": .map(.object(["hnsw_config": .ref("HnswConfig"), "quantization_config": .ref("QuantizationConfig"), "on_disk": .bool])),
            "sparse_vectors": .map(.ref("SparseVectorParams")), "params": .anyObject, "hnsw_config": .ref("HnswConfig"), "optimizers_config": .ref("OptimizersConfig"),
            "quantization_config": .ref("QuantizationConfig"), "strict_mode_config": .ref("StrictModeConfig"), "metadata": .anyObject,
        ]),
        "CollectionInfo": .object(
            [
                "status": .words("green", "yellow", "grey", "red"), "optimizer_status": .any, "points_count": .integer(), "indexed_vectors_count": .integer(),
                "segments_count": .integer(), "config": .anyObject, "payload_schema": .map(.anyObject),
            ], needs: ["status", "points_count", "segments_count", "config", "payload_schema"]),
        "CreateFieldIndex": .object(["field_name": .string, "field_schema": .either(.ref("FieldType"), .object(["type": .ref("FieldType")], needs: ["type"]))], needs: ["field_name"]),
        "FieldType": .words("keyword", "integer", "float", "geo", "text", "bool", "datetime", "uuid"),
        "CreateVectorName": .either(.object(["dense": .ref("VectorParams")], needs: ["dense"]), .object(["sparse": .ref("SparseVectorParams")], needs: ["sparse"])),
        "Aliases": .object(["aliases": .list(.object(["alias_name": .string, "collection_name": .string]))]),
        "ChangeAliases": .object(
            [
                "actions": .list(
                    .either(
                        .object(
                            ["create_alias": .object(["alias_name": .text(1, to: 255), "collection_name": .text(1, to: 255)], needs: ["alias_name", "collection_name"])], needs: ["create_alias"]),
                        .object(["delete_alias": .object(["alias_name": .text(1, to: 255)], needs: ["alias_name"])], needs: ["delete_alias"]),
                        .object(
                            ["rename_alias": .object(["old_alias_name": .text(1, to: 255), "new_alias_name": .text(1, to: 255)], needs: ["old_alias_name", "new_alias_name"])],
                            needs: ["rename_alias"])))
            ], needs: ["actions"]),
    ]
}
#endif
