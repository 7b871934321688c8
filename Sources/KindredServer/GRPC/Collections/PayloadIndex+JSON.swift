#if Server
import Kindred
import KindredService

extension Qdrant_CreateFieldIndexCollection {
    /// The field's schema as REST has it: a name, or an object with `type`; nil when the request says nothing.
    func schema() throws -> JSONValue? {
        if hasFieldIndexParams { return .object(try fieldIndexParams.json()) }
        guard hasFieldType else { return Optional.none }
        return try fieldType.name("field_type")
    }
}

extension Qdrant_PayloadSchemaInfo {
    /// An entry of `payload_schema`.
    init(json object: JSONObject) {
        self.init()
        dataType = Qdrant_PayloadSchemaType(name: object["data_type"]) ?? .unknownType
        points = object.unsigned("points") ?? 0
        if let parameters = object.object("params") { params = Qdrant_PayloadIndexParams(json: parameters, type: dataType) }
    }
}

extension Qdrant_PayloadIndexParams {
    /// The parameters as an object with `type`.
    func json() throws -> JSONObject {
        switch indexParams {
        case .keywordIndexParams(let params): try params.json()
        case .integerIndexParams(let params): try params.json()
        case .floatIndexParams(let params): try params.json()
        case .geoIndexParams(let params): try params.json()
        case .textIndexParams(let params): try params.json()
        case .boolIndexParams(let params): try params.json()
        case .datetimeIndexParams(let params): try params.json()
        case .uuidIndexParams(let params): try params.json()
        case nil: throw RequestError.unset("field_index_params")
        }
    }

    fileprivate init(json object: JSONObject, type: Qdrant_PayloadSchemaType) {
        self.init()
        switch type {
        case .keyword: keywordIndexParams = Qdrant_KeywordIndexParams(json: object)
        case .integer: integerIndexParams = Qdrant_IntegerIndexParams(json: object)
        case .float: floatIndexParams = Qdrant_FloatIndexParams(json: object)
        case .geo: geoIndexParams = Qdrant_GeoIndexParams(json: object)
        case .text: textIndexParams = Qdrant_TextIndexParams(json: object)
        case .bool: boolIndexParams = Qdrant_BoolIndexParams(json: object)
        case .datetime: datetimeIndexParams = Qdrant_DatetimeIndexParams(json: object)
        case .uuid: uuidIndexParams = Qdrant_UuidIndexParams(json: object)
        case .unknownType, .UNRECOGNIZED: break
        }
    }
}

extension Qdrant_KeywordIndexParams {
    fileprivate func json() throws -> JSONObject {
        var object: JSONObject = ["type": "keyword"]
        object.put("is_tenant", if: hasIsTenant, .bool(isTenant))
        object.put("prefix", if: hasPrefix, true)
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        object.put("enable_hnsw", if: hasEnableHnsw, .bool(enableHnsw))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.bool("is_tenant") { isTenant = value }
        if object.bool("prefix") == true { prefix = Qdrant_KeywordPrefixParams() }
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = object.bool("enable_hnsw") { enableHnsw = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_IntegerIndexParams {
    fileprivate func json() throws -> JSONObject {
        var object: JSONObject = ["type": "integer"]
        object.put("lookup", if: hasLookup, .bool(lookup))
        object.put("range", if: hasRange, .bool(range))
        object.put("is_principal", if: hasIsPrincipal, .bool(isPrincipal))
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        object.put("enable_hnsw", if: hasEnableHnsw, .bool(enableHnsw))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.bool("lookup") { lookup = value }
        if let value = object.bool("range") { range = value }
        if let value = object.bool("is_principal") { isPrincipal = value }
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = object.bool("enable_hnsw") { enableHnsw = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_FloatIndexParams {
    fileprivate func json() throws -> JSONObject {
        var object: JSONObject = ["type": "float"]
        object.put("is_principal", if: hasIsPrincipal, .bool(isPrincipal))
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        object.put("enable_hnsw", if: hasEnableHnsw, .bool(enableHnsw))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.bool("is_principal") { isPrincipal = value }
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = object.bool("enable_hnsw") { enableHnsw = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_DatetimeIndexParams {
    fileprivate func json() throws -> JSONObject {
        var object: JSONObject = ["type": "datetime"]
        object.put("is_principal", if: hasIsPrincipal, .bool(isPrincipal))
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        object.put("enable_hnsw", if: hasEnableHnsw, .bool(enableHnsw))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.bool("is_principal") { isPrincipal = value }
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = object.bool("enable_hnsw") { enableHnsw = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_UuidIndexParams {
    fileprivate func json() throws -> JSONObject {
        var object: JSONObject = ["type": "uuid"]
        object.put("is_tenant", if: hasIsTenant, .bool(isTenant))
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        object.put("enable_hnsw", if: hasEnableHnsw, .bool(enableHnsw))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.bool("is_tenant") { isTenant = value }
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = object.bool("enable_hnsw") { enableHnsw = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_GeoIndexParams {
    fileprivate func json() throws -> JSONObject {
        var object: JSONObject = ["type": "geo"]
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        object.put("enable_hnsw", if: hasEnableHnsw, .bool(enableHnsw))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = object.bool("enable_hnsw") { enableHnsw = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_BoolIndexParams {
    fileprivate func json() throws -> JSONObject {
        var object: JSONObject = ["type": "bool"]
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        object.put("enable_hnsw", if: hasEnableHnsw, .bool(enableHnsw))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = object.bool("enable_hnsw") { enableHnsw = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}
#endif
