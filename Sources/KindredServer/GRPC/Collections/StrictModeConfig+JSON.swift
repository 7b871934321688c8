#if Server
import Kindred

extension Qdrant_StrictModeConfig {
    /// `strict_mode_config`.
    func json() -> JSONObject {
        var object = JSONObject()
        object.put("enabled", if: hasEnabled, .bool(enabled))
        object.put("max_query_limit", if: hasMaxQueryLimit, JSONValue(maxQueryLimit))
        object.put("max_timeout", if: hasMaxTimeout, JSONValue(maxTimeout))
        object.put("unindexed_filtering_retrieve", if: hasUnindexedFilteringRetrieve, .bool(unindexedFilteringRetrieve))
        object.put("unindexed_filtering_update", if: hasUnindexedFilteringUpdate, .bool(unindexedFilteringUpdate))
        object.put("search_max_hnsw_ef", if: hasSearchMaxHnswEf, JSONValue(searchMaxHnswEf))
        object.put("search_allow_exact", if: hasSearchAllowExact, .bool(searchAllowExact))
        object.put("search_max_oversampling", if: hasSearchMaxOversampling, JSONValue(shortest: searchMaxOversampling))
        object.put("upsert_max_batchsize", if: hasUpsertMaxBatchsize, JSONValue(upsertMaxBatchsize))
        object.put("search_max_batchsize", if: hasSearchMaxBatchsize, JSONValue(searchMaxBatchsize))
        object.put("max_collection_vector_size_bytes", if: hasMaxCollectionVectorSizeBytes, JSONValue(maxCollectionVectorSizeBytes))
        object.put("read_rate_limit", if: hasReadRateLimit, JSONValue(readRateLimit))
        object.put("write_rate_limit", if: hasWriteRateLimit, JSONValue(writeRateLimit))
        object.put("max_collection_payload_size_bytes", if: hasMaxCollectionPayloadSizeBytes, JSONValue(maxCollectionPayloadSizeBytes))
        object.put("filter_max_conditions", if: hasFilterMaxConditions, JSONValue(filterMaxConditions))
        object.put("condition_max_size", if: hasConditionMaxSize, JSONValue(conditionMaxSize))
        object.put("max_points_count", if: hasMaxPointsCount, JSONValue(maxPointsCount))
        object.put("max_payload_index_count", if: hasMaxPayloadIndexCount, JSONValue(maxPayloadIndexCount))
        object.put("max_resident_memory_percent", if: hasMaxResidentMemoryPercent, JSONValue(maxResidentMemoryPercent))
        object.put("multivector_config", if: hasMultivectorConfig, multivectors)
        object.put("sparse_config", if: hasSparseConfig, sparseVectors)
        return object
    }

    private var multivectors: JSONValue {
        .named(multivectorConfig.multivectorConfig) { $0.hasMaxVectors ? ["max_vectors": JSONValue($0.maxVectors)] : [:] }
    }

    private var sparseVectors: JSONValue {
        .named(sparseConfig.sparseConfig) { $0.hasMaxLength ? ["max_length": JSONValue($0.maxLength)] : [:] }
    }

    init(json object: JSONObject) {
        self.init()
        readSearchLimits(object)
        readSizes(object)
        if let value = object.bool("enabled") { enabled = value }
        if let value = object.small("max_timeout") { maxTimeout = value }
        if let value = object.small("read_rate_limit") { readRateLimit = value }
        if let value = object.small("write_rate_limit") { writeRateLimit = value }
    }

    private mutating func readSearchLimits(_ object: JSONObject) {
        if let value = object.small("max_query_limit") { maxQueryLimit = value }
        if let value = object.bool("unindexed_filtering_retrieve") { unindexedFilteringRetrieve = value }
        if let value = object.bool("unindexed_filtering_update") { unindexedFilteringUpdate = value }
        if let value = object.small("search_max_hnsw_ef") { searchMaxHnswEf = value }
        if let value = object.bool("search_allow_exact") { searchAllowExact = value }
        if let value = object.float("search_max_oversampling") { searchMaxOversampling = value }
        if let value = object.unsigned("search_max_batchsize") { searchMaxBatchsize = value }
        if let value = object.unsigned("filter_max_conditions") { filterMaxConditions = value }
        if let value = object.unsigned("condition_max_size") { conditionMaxSize = value }
    }

    private mutating func readSizes(_ object: JSONObject) {
        if let value = object.unsigned("upsert_max_batchsize") { upsertMaxBatchsize = value }
        if let value = object.unsigned("max_collection_vector_size_bytes") { maxCollectionVectorSizeBytes = value }
        if let value = object.unsigned("max_collection_payload_size_bytes") { maxCollectionPayloadSizeBytes = value }
        if let value = object.unsigned("max_points_count") { maxPointsCount = value }
        if let value = object.unsigned("max_payload_index_count") { maxPayloadIndexCount = value }
        if let value = object.small("max_resident_memory_percent") { maxResidentMemoryPercent = value }
        for (name, limits) in object.objects("multivector_config") ?? [] {
            var limit = Qdrant_StrictModeMultivector()
            if let value = limits.unsigned("max_vectors") { limit.maxVectors = value }
            multivectorConfig.multivectorConfig[name] = limit
        }
        for (name, limits) in object.objects("sparse_config") ?? [] {
            var limit = Qdrant_StrictModeSparse()
            if let value = limits.unsigned("max_length") { limit.maxLength = value }
            sparseConfig.sparseConfig[name] = limit
        }
    }
}
#endif
