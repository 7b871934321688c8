import Kindred

extension CollectionParameters {
    /// The parameters as the wire API shows them: whole where it has defaults, absent where nothing was said.
    var description: JSONObject {
        var config: JSONObject = ["params": .object(paramsDescription)]
        config["hnsw_config"] = .object(Self.filled(Self.hnswDefaults, hnsw))
        config["optimizer_config"] = .object(Self.filled(Self.optimizerDefaults, optimizersDescription))
        config["wal_config"] = .object(Self.filled(Self.walDefaults, wal))
        config["quantization_config"] = quantization.map { .object($0) } ?? .null
        config["strict_mode_config"] = .object(Self.filled(["enabled": false], strictMode ?? [:]))
        config["metadata"] = metadata.map { .object($0) }
        return config
    }

    private var paramsDescription: JSONObject {
        var result = JSONObject()
        result["vectors"] = vectorsJSON
        result.merge(Self.filled(["shard_number": 1, "replication_factor": 1, "write_consistency_factor": 1, "on_disk_payload": true], params))
        result["sparse_vectors"] = sparseVectorsJSON
        return result
    }

    /// "auto" is shown as no number.
    private var optimizersDescription: JSONObject {
        var result = optimizers
        if result["max_optimization_threads"]?.stringValue != nil { result["max_optimization_threads"] = .null }
        return result
    }

    private static let hnswDefaults: JSONObject = ["m": 16, "ef_construct": 100, "full_scan_threshold": 10_000, "max_indexing_threads": 0, "on_disk": false]
    private static let optimizerDefaults: JSONObject = [
        "deleted_threshold": 0.2, "vacuum_min_vector_number": 1000, "default_segment_number": 0, "max_segment_size": nil, "memmap_threshold": nil,
        "indexing_threshold": 10_000, "flush_interval_sec": 5, "max_optimization_threads": nil,
    ]
    private static let walDefaults: JSONObject = ["wal_capacity_mb": 32, "wal_segments_ahead": 0, "wal_retain_closed": 1]

    private static func filled(_ defaults: JSONObject, _ given: JSONObject) -> JSONObject {
        var result = defaults
        result.merge(given)
        return result
    }
}
