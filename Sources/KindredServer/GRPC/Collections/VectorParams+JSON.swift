#if Server
import Kindred
import KindredService

extension Qdrant_VectorsConfig {
    /// `vectors` of a collection: one object, or objects by name.
    func json() throws -> JSONValue? {
        switch config {
        case .params(let params): .object(try params.json())
        case .paramsMap(let map): try .named(map.map) { try $0.json() }
        case nil: Optional.none
        }
    }

    /// A number under `size` tells one vector from several by name.
    init(json object: JSONObject) {
        self.init()
        if object.unsigned("size") != nil {
            params = Qdrant_VectorParams(json: object)
        } else {
            let vectors = object.compactMap { pair in pair.1.objectValue.map { (pair.0, Qdrant_VectorParams(json: $0)) } }
            paramsMap.map = Dictionary(vectors, uniquingKeysWith: { $1 })
        }
    }
}

extension Qdrant_VectorsConfigDiff {
    /// `vectors` of a change: objects by name, "" for the unnamed one.
    func json() throws -> JSONValue? {
        switch config {
        case .params(let params): .object(["": .object(try params.json())])
        case .paramsMap(let map): try .named(map.map) { try $0.json() }
        case nil: Optional.none
        }
    }
}

extension Qdrant_VectorParams {
    func json() throws -> JSONObject {
        var object: JSONObject = ["size": JSONValue(size)]
        guard distance != .unknownDistance else { throw RequestError(.badRequest, "vectors: the distance is not set") }
        object["distance"] = try distance.name("distance")
        try object.put("hnsw_config", if: hasHnswConfig, .object(hnswConfig.json()))
        try object.put("quantization_config", if: hasQuantizationConfig, quantizationConfig.json())
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        try object.put("datatype", if: hasDatatype && datatype != .default, datatype.name("datatype"))
        try object.put("multivector_config", if: hasMultivectorConfig, .object(["comparator": multivectorConfig.comparator.name("comparator")]))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    init(json object: JSONObject) {
        self.init()
        size = object.unsigned("size") ?? 0
        distance = Qdrant_Distance(name: object["distance"]) ?? .unknownDistance
        if let graph = object.object("hnsw_config") { hnswConfig = Qdrant_HnswConfigDiff(json: graph) }
        if let codes = object.object("quantization_config") { quantizationConfig = Qdrant_QuantizationConfig(json: codes) }
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = Qdrant_Datatype(name: object["datatype"]) { datatype = value }
        if object.object("multivector_config") != nil { multivectorConfig.comparator = .maxSim }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_VectorParamsDiff {
    fileprivate func json() throws -> JSONObject {
        var object = JSONObject()
        try object.put("hnsw_config", if: hasHnswConfig, .object(hnswConfig.json()))
        try object.put("quantization_config", if: hasQuantizationConfig, quantizationConfig.json())
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }
}

extension Qdrant_SparseVectorConfig {
    /// `sparse_vectors`: objects by name.
    func json() throws -> JSONValue { try .named(map) { try $0.json() } }

    init(_ vectors: [(name: String, value: JSONObject)]) {
        self.init()
        map = Dictionary(vectors.map { ($0.name, Qdrant_SparseVectorParams(json: $0.value)) }, uniquingKeysWith: { $1 })
    }
}

extension Qdrant_SparseVectorParams {
    fileprivate func json() throws -> JSONObject {
        var object = JSONObject()
        try object.put("index", if: hasIndex, .object(index.json()))
        try object.put("modifier", if: hasModifier, modifier.name("modifier"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let parameters = object.object("index") { index = Qdrant_SparseIndexConfig(json: parameters) }
        if let value = Qdrant_Modifier(name: object["modifier"]) { modifier = value }
    }
}

extension Qdrant_SparseIndexConfig {
    fileprivate func json() throws -> JSONObject {
        var object = JSONObject()
        object.put("full_scan_threshold", if: hasFullScanThreshold, JSONValue(fullScanThreshold))
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        try object.put("datatype", if: hasDatatype && datatype != .default, datatype.name("datatype"))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.unsigned("full_scan_threshold") { fullScanThreshold = value }
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = Qdrant_Datatype(name: object["datatype"]) { datatype = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_HnswConfigDiff {
    func json() throws -> JSONObject {
        var object = JSONObject()
        object.put("m", if: hasM, JSONValue(m))
        object.put("ef_construct", if: hasEfConstruct, JSONValue(efConstruct))
        object.put("full_scan_threshold", if: hasFullScanThreshold, JSONValue(fullScanThreshold))
        object.put("max_indexing_threads", if: hasMaxIndexingThreads, JSONValue(maxIndexingThreads))
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        object.put("payload_m", if: hasPayloadM, JSONValue(payloadM))
        object.put("inline_storage", if: hasInlineStorage, .bool(inlineStorage))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    init(json object: JSONObject) {
        self.init()
        if let value = object.unsigned("m") { m = value }
        if let value = object.unsigned("ef_construct") { efConstruct = value }
        if let value = object.unsigned("full_scan_threshold") { fullScanThreshold = value }
        if let value = object.unsigned("max_indexing_threads") { maxIndexingThreads = value }
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = object.unsigned("payload_m") { payloadM = value }
        if let value = object.bool("inline_storage") { inlineStorage = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}
#endif
