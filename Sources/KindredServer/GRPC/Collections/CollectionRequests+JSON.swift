#if Server
import Kindred
import KindredService

extension Qdrant_CreateCollection {
    /// The request as the body of REST's `PUT /collections/{name}`.
    func json() throws -> JSONObject {
        var object = JSONObject()
        try object.put("vectors", if: hasVectorsConfig, vectorsConfig.json())
        try object.put("sparse_vectors", if: hasSparseVectorsConfig, sparseVectorsConfig.json())
        try object.put("hnsw_config", if: hasHnswConfig, .object(hnswConfig.json()))
        object.put("wal_config", if: hasWalConfig, .object(walConfig.json()))
        try object.put("optimizers_config", if: hasOptimizersConfig, .object(optimizersConfig.json()))
        try object.put("quantization_config", if: hasQuantizationConfig, quantizationConfig.json())
        object.put("shard_number", if: hasShardNumber, JSONValue(shardNumber))
        try object.put("sharding_method", if: hasShardingMethod, shardingMethod.name("sharding_method"))
        object.put("replication_factor", if: hasReplicationFactor, JSONValue(replicationFactor))
        object.put("write_consistency_factor", if: hasWriteConsistencyFactor, JSONValue(writeConsistencyFactor))
        object.put("on_disk_payload", if: hasOnDiskPayload, .bool(onDiskPayload))
        try object.put("payload", if: hasPayload, .object(payload.json()))
        object.put("strict_mode_config", if: hasStrictModeConfig, .object(strictModeConfig.json()))
        try object.put("metadata", if: !metadata.isEmpty, .object(JSONObject(metadata)))
        return object
    }
}

extension Qdrant_UpdateCollection {
    /// The request as the body of REST's `PATCH /collections/{name}`.
    func json() throws -> JSONObject {
        var object = JSONObject()
        try object.put("vectors", if: hasVectorsConfig, vectorsConfig.json())
        try object.put("sparse_vectors", if: hasSparseVectorsConfig, sparseVectorsConfig.json())
        try object.put("hnsw_config", if: hasHnswConfig, .object(hnswConfig.json()))
        try object.put("optimizers_config", if: hasOptimizersConfig, .object(optimizersConfig.json()))
        try object.put("quantization_config", if: hasQuantizationConfig, quantizationConfig.json())
        try object.put("params", if: hasParams, .object(params.json()))
        object.put("strict_mode_config", if: hasStrictModeConfig, .object(strictModeConfig.json()))
        try object.put("metadata", if: !metadata.isEmpty, .object(JSONObject(metadata)))
        return object
    }
}

extension Qdrant_CollectionParamsDiff {
    fileprivate func json() throws -> JSONObject {
        var object = JSONObject()
        object.put("replication_factor", if: hasReplicationFactor, JSONValue(replicationFactor))
        object.put("write_consistency_factor", if: hasWriteConsistencyFactor, JSONValue(writeConsistencyFactor))
        object.put("read_fan_out_factor", if: hasReadFanOutFactor, JSONValue(readFanOutFactor))
        object.put("read_fan_out_delay_ms", if: hasReadFanOutDelayMs, JSONValue(readFanOutDelayMs))
        object.put("on_disk_payload", if: hasOnDiskPayload, .bool(onDiskPayload))
        try object.put("payload", if: hasPayload, .object(payload.json()))
        return object
    }
}

extension Qdrant_PayloadStorageParams {
    fileprivate func json() throws -> JSONObject { hasMemory ? ["memory": try memory.name("memory")] : [:] }
}

extension Qdrant_CreateVectorNameRequest {
    /// The request as the body of REST's `PUT /collections/{name}/vectors/{vector}`.
    func json() throws -> JSONObject {
        switch vectorConfig {
        case .denseConfig(let dense): ["dense": .object(try dense.json())]
        case .sparseConfig(let sparse): ["sparse": .object(try sparse.json())]
        case nil: throw RequestError.unset("vector_config")
        }
    }
}

extension Qdrant_DenseVectorCreationConfig {
    fileprivate func json() throws -> JSONObject {
        guard distance != .unknownDistance else { throw RequestError(.badRequest, "dense_config: the distance is not set") }
        var object: JSONObject = ["size": JSONValue(size), "distance": try distance.name("distance")]
        try object.put("multivector_config", if: hasMultivectorConfig, .object(["comparator": multivectorConfig.comparator.name("comparator")]))
        try object.put("datatype", if: hasDatatype && datatype != .default, datatype.name("datatype"))
        return object
    }
}

extension Qdrant_SparseVectorCreationConfig {
    fileprivate func json() throws -> JSONObject {
        var object = JSONObject()
        try object.put("modifier", if: hasModifier, modifier.name("modifier"))
        try object.put("datatype", if: hasDatatype && datatype != .default, datatype.name("datatype"))
        return object
    }
}

extension AliasChange {
    /// The change of a message.
    init(_ message: Qdrant_AliasOperations) throws {
        switch message.action {
        case .createAlias(let change): self = .create(alias: change.aliasName, collection: change.collectionName)
        case .renameAlias(let change): self = .rename(alias: change.oldAliasName, to: change.newAliasName)
        case .deleteAlias(let change): self = .delete(alias: change.aliasName)
        case nil: throw RequestError.unset("action")
        }
    }
}
#endif
