#if Server
import Kindred

extension Qdrant_CollectionInfo {
    /// What REST's `GET /collections/{name}` shows.
    init(json object: JSONObject) {
        self.init()
        status = Qdrant_CollectionStatus(name: object["status"]) ?? .unknownCollectionStatus
        optimizerStatus.ok = object.string("optimizer_status") == "ok"
        if let error = object.object("optimizer_status")?.string("error") { optimizerStatus.error = error }
        segmentsCount = object.unsigned("segments_count") ?? 0
        if let value = object.unsigned("points_count") { pointsCount = value }
        if let value = object.unsigned("indexed_vectors_count") { indexedVectorsCount = value }
        config = Qdrant_CollectionConfig(json: object.object("config") ?? [:])
        let fields = (object.objects("payload_schema") ?? []).map { ($0.name, Qdrant_PayloadSchemaInfo(json: $0.value)) }
        payloadSchema = Dictionary(fields, uniquingKeysWith: { $1 })
        for case .object(let warning) in object["warnings"]?.arrayValue ?? [] {
            var message = Qdrant_CollectionWarning()
            message.message = warning.string("message") ?? ""
            warnings.append(message)
        }
        guard let queue = object.object("update_queue") else { return }
        updateQueue.length = queue.unsigned("length") ?? 0
        if let value = queue.unsigned("deferred_points") { updateQueue.deferredPoints = value }
    }
}

extension Qdrant_CollectionConfig {
    fileprivate init(json object: JSONObject) {
        self.init()
        params = Qdrant_CollectionParams(json: object.object("params") ?? [:])
        hnswConfig = Qdrant_HnswConfigDiff(json: object.object("hnsw_config") ?? [:])
        optimizerConfig = Qdrant_OptimizersConfigDiff(json: object.object("optimizer_config") ?? [:])
        walConfig = Qdrant_WalConfigDiff(json: object.object("wal_config") ?? [:])
        if let codes = object.object("quantization_config") { quantizationConfig = Qdrant_QuantizationConfig(json: codes) }
        if let limits = object.object("strict_mode_config") { strictModeConfig = Qdrant_StrictModeConfig(json: limits) }
        if let values = object.object("metadata") { metadata = Qdrant_Value.fields(values) }
    }
}

extension Qdrant_CollectionParams {
    fileprivate init(json object: JSONObject) {
        self.init()
        shardNumber = object.small("shard_number") ?? 1
        onDiskPayload = object.bool("on_disk_payload") ?? false
        if let vectors = object.object("vectors") { vectorsConfig = Qdrant_VectorsConfig(json: vectors) }
        if let vectors = object.objects("sparse_vectors") { sparseVectorsConfig = Qdrant_SparseVectorConfig(vectors) }
        if let value = object.small("replication_factor") { replicationFactor = value }
        if let value = object.small("write_consistency_factor") { writeConsistencyFactor = value }
        if let value = object.small("read_fan_out_factor") { readFanOutFactor = value }
        if let value = object.unsigned("read_fan_out_delay_ms") { readFanOutDelayMs = value }
        if let value = Qdrant_ShardingMethod(name: object["sharding_method"]) { shardingMethod = value }
        guard let storage = object.object("payload") else { return }
        payload = Qdrant_PayloadStorageParams()
        if let value = Qdrant_Memory(name: storage["memory"]) { payload.memory = value }
    }
}
#endif
