import Kindred

extension CollectionParameters {
    static let creationFields: [ParameterField] = [
        ParameterField("shard_number", .unsigned(from: 1)), ParameterField("sharding_method", .word(["auto", "custom"])),
    ]

    static let paramsFields: [ParameterField] = [
        ParameterField("replication_factor", .unsigned(from: 1)), ParameterField("write_consistency_factor", .unsigned(from: 1)),
        ParameterField("read_fan_out_factor", .unsigned()), ParameterField("read_fan_out_delay_ms", .unsigned()),
        ParameterField("on_disk_payload", .bool),
    ]

    static let hnswFields: [ParameterField] = [
        ParameterField("m", .unsigned()), ParameterField("ef_construct", .unsigned(from: 4)), ParameterField("full_scan_threshold", .unsigned()),
        ParameterField("max_indexing_threads", .unsigned()), ParameterField("on_disk", .bool), .memory, ParameterField("payload_m", .unsigned()),
        ParameterField("inline_storage", .bool),
    ]

    static let optimizerFields: [ParameterField] = [
        ParameterField("deleted_threshold", .number(0...1)), ParameterField("vacuum_min_vector_number", .unsigned()),
        ParameterField("default_segment_number", .unsigned()), ParameterField("max_segment_size", .unsigned()),
        ParameterField("memmap_threshold", .unsigned()), ParameterField("indexing_threshold", .unsigned()),
        ParameterField("flush_interval_sec", .unsigned()), ParameterField("max_optimization_threads", .unsignedOr("auto")),
        ParameterField("prevent_unoptimized", .bool),
    ]

    static let walFields: [ParameterField] = [
        ParameterField("wal_capacity_mb", .unsigned(from: 1)), ParameterField("wal_segments_ahead", .unsigned()),
        ParameterField("wal_retain_closed", .unsigned(from: 1)),
    ]

    static let strictFields: [ParameterField] = [
        ParameterField("enabled", .bool), ParameterField("max_query_limit", .unsigned(from: 1)), ParameterField("max_timeout", .unsigned(from: 1)),
        ParameterField("unindexed_filtering_retrieve", .bool), ParameterField("unindexed_filtering_update", .bool),
        ParameterField("search_max_hnsw_ef", .unsigned()), ParameterField("search_allow_exact", .bool),
        ParameterField("search_max_oversampling", .number(0...1e9)), ParameterField("upsert_max_batchsize", .unsigned()),
        ParameterField("search_max_batchsize", .unsigned()), ParameterField("max_collection_vector_size_bytes", .unsigned()),
        ParameterField("read_rate_limit", .unsigned(from: 1)), ParameterField("write_rate_limit", .unsigned(from: 1)),
        ParameterField("max_collection_payload_size_bytes", .unsigned()), ParameterField("max_points_count", .unsigned(from: 1)),
        ParameterField("filter_max_conditions", .unsigned()), ParameterField("condition_max_size", .unsigned()),
        ParameterField("multivector_config", .limits("max_vectors")), ParameterField("sparse_config", .limits("max_length")),
        ParameterField("max_payload_index_count", .unsigned()), ParameterField("max_resident_memory_percent", .unsigned(from: 1, to: 100)),
    ]

    private static let quantizationFields: [String: [ParameterField]] = [
        "scalar": [
            ParameterField("type", .word(["int8"])), ParameterField("quantile", .number(0.5...1)), ParameterField("always_ram", .bool), .memory,
        ],
        "product": [ParameterField("compression", .word(["x4", "x8", "x16", "x32", "x64"])), ParameterField("always_ram", .bool), .memory],
        "binary": [
            ParameterField("always_ram", .bool), .memory, ParameterField("encoding", .word(["one_bit", "two_bits", "one_and_half_bits"])),
            ParameterField("query_encoding", .word(["default", "binary", "scalar4bits", "scalar8bits"])),
        ],
        "turbo": [ParameterField("always_ram", .bool), .memory, ParameterField("bits", .word(["bits1", "bits1_5", "bits2", "bits4"]))],
    ]

    /// What is said of codes; nil when they are switched off.
    static func quantization(_ value: JSONValue, _ path: String) throws -> JSONObject? {
        if value.stringValue == "Disabled" { return nil }
        let object = try Body.object(value, path)
        guard let (kind, fields) = quantizationFields.first(where: { object[$0.key] != nil }), let member = object[kind] else {
            throw RequestError(.badRequest, "Format error in JSON body: \(path): expected one of scalar, product, binary, turbo")
        }
        let read = try fields.read(member, "\(path).\(kind)")
        if let needed = ["scalar": "type", "product": "compression"][kind], read[needed] == nil {
            throw RequestError(.badRequest, "Format error in JSON body: \(path).\(kind): missing field `\(needed)`")
        }
        return [kind: .object(read)]
    }

    /// Where payloads shall lie.
    static func payloadStorage(_ object: JSONObject, _ path: String) throws -> JSONObject {
        guard let value = Body.member(object, "payload") else { return [:] }
        let memory = ParameterField("memory", .word(["cold", "cached"]))
        return ["payload": .object(try [memory].read(value, Body.path(path, "payload")))]
    }
}
