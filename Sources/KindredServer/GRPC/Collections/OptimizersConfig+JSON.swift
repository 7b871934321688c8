#if Server
import Kindred
import KindredService

extension Qdrant_OptimizersConfigDiff {
    /// `optimizers_config`.
    func json() throws -> JSONObject {
        var object = JSONObject()
        object.put("deleted_threshold", if: hasDeletedThreshold, .double(deletedThreshold))
        object.put("vacuum_min_vector_number", if: hasVacuumMinVectorNumber, JSONValue(vacuumMinVectorNumber))
        object.put("default_segment_number", if: hasDefaultSegmentNumber, JSONValue(defaultSegmentNumber))
        object.put("max_segment_size", if: hasMaxSegmentSize, JSONValue(maxSegmentSize))
        object.put("memmap_threshold", if: hasMemmapThreshold, JSONValue(memmapThreshold))
        object.put("indexing_threshold", if: hasIndexingThreshold, JSONValue(indexingThreshold))
        object.put("flush_interval_sec", if: hasFlushIntervalSec, JSONValue(flushIntervalSec))
        object.put("prevent_unoptimized", if: hasPreventUnoptimized, .bool(preventUnoptimized))
        object.put("max_optimization_threads", if: hasDeprecatedMaxOptimizationThreads, JSONValue(deprecatedMaxOptimizationThreads))
        try object.put("max_optimization_threads", if: hasMaxOptimizationThreads, threads())
        return object
    }

    private func threads() throws -> JSONValue {
        switch maxOptimizationThreads.variant {
        case .value(let count): return JSONValue(count)
        case .setting(.auto): return "auto"
        case .setting(.UNRECOGNIZED(let number)): throw RequestError.unknown(number, "max_optimization_threads")
        case nil: throw RequestError.unset("max_optimization_threads")
        }
    }

    init(json object: JSONObject) {
        self.init()
        if let value = object.double("deleted_threshold") { deletedThreshold = value }
        if let value = object.unsigned("vacuum_min_vector_number") { vacuumMinVectorNumber = value }
        if let value = object.unsigned("default_segment_number") { defaultSegmentNumber = value }
        if let value = object.unsigned("max_segment_size") { maxSegmentSize = value }
        if let value = object.unsigned("memmap_threshold") { memmapThreshold = value }
        if let value = object.unsigned("indexing_threshold") { indexingThreshold = value }
        if let value = object.unsigned("flush_interval_sec") { flushIntervalSec = value }
        if let value = object.bool("prevent_unoptimized") { preventUnoptimized = value }
        if let value = object.unsigned("max_optimization_threads") { maxOptimizationThreads.value = value }
        if object.string("max_optimization_threads") == "auto" { maxOptimizationThreads.setting = .auto }
    }
}

extension Qdrant_WalConfigDiff {
    /// `wal_config`.
    func json() -> JSONObject {
        var object = JSONObject()
        object.put("wal_capacity_mb", if: hasWalCapacityMb, JSONValue(walCapacityMb))
        object.put("wal_segments_ahead", if: hasWalSegmentsAhead, JSONValue(walSegmentsAhead))
        object.put("wal_retain_closed", if: hasWalRetainClosed, JSONValue(walRetainClosed))
        return object
    }

    init(json object: JSONObject) {
        self.init()
        if let value = object.unsigned("wal_capacity_mb") { walCapacityMb = value }
        if let value = object.unsigned("wal_segments_ahead") { walSegmentsAhead = value }
        if let value = object.unsigned("wal_retain_closed") { walRetainClosed = value }
    }
}
#endif
