import Kindred

/// The limits of strict mode, as far as they are set.
struct StrictLimits: Sendable {
    var queryLimit: Int?
    var timeout: Int?
    /// Whether filters of reads may ask for fields without an index.
    var allowsUnindexedReads: Bool
    /// Whether filters of changes may.
    var allowsUnindexedUpdates: Bool
    var hnswEF: Int?
    var allowsExact: Bool
    var oversampling: Double?
    var upsertBatch: Int?
    var searchBatch: Int?
    var vectorBytes: Int?
    var payloadBytes: Int?
    var points: Int?
    var filterConditions: Int?
    var conditionSize: Int?
    /// Rows, by the name of the multivector.
    var multivectorRows: [String: Int]
    /// Components, by the name of the sparse vector.
    var sparseComponents: [String: Int]
    var payloadIndexes: Int?
    /// Tokens a minute.
    var readRate: Int?
    var writeRate: Int?

    /// Reads what a collection keeps; nil unless it is switched on.
    init?(_ config: JSONObject) {
        guard config["enabled"]?.boolValue == true else { return nil }
        func integer(_ name: String) -> Int? {
            switch config[name] {
            case .int(let value)?: Int(value)
            case .uint(let value)?: Int(clamping: value)
            default: nil
            }
        }
        func inner(_ name: String, _ member: String) -> [String: Int] {
            let object = config[name]?.objectValue ?? [:]
            return Dictionary(object.compactMap { name, value in value.objectValue?[member]?.intValue.map { (name, Int($0)) } }) { $1 }
        }
        queryLimit = integer("max_query_limit")
        timeout = integer("max_timeout")
        allowsUnindexedReads = config["unindexed_filtering_retrieve"]?.boolValue ?? true
        allowsUnindexedUpdates = config["unindexed_filtering_update"]?.boolValue ?? true
        hnswEF = integer("search_max_hnsw_ef")
        allowsExact = config["search_allow_exact"]?.boolValue ?? true
        oversampling = config["search_max_oversampling"]?.doubleValue
        upsertBatch = integer("upsert_max_batchsize")
        searchBatch = integer("search_max_batchsize")
        vectorBytes = integer("max_collection_vector_size_bytes")
        payloadBytes = integer("max_collection_payload_size_bytes")
        points = integer("max_points_count")
        filterConditions = integer("filter_max_conditions")
        conditionSize = integer("condition_max_size")
        multivectorRows = inner("multivector_config", "max_vectors")
        sparseComponents = inner("sparse_config", "max_length")
        payloadIndexes = integer("max_payload_index_count")
        readRate = integer("read_rate_limit")
        writeRate = integer("write_rate_limit")
    }
}
