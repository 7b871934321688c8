#if Server
import Kindred
import KindredService

extension Qdrant_QuantizationConfig {
    /// `quantization_config`: `{"scalar": {…}}` and the like.
    func json() throws -> JSONValue {
        switch quantization {
        case .scalar(let scalar): .object(["scalar": .object(try scalar.json())])
        case .product(let product): .object(["product": .object(try product.json())])
        case .binary(let binary): .object(["binary": .object(try binary.json())])
        case .turboquant(let turbo): .object(["turbo": .object(try turbo.json())])
        case nil: throw RequestError.unset("quantization_config")
        }
    }

    init(json object: JSONObject) {
        self.init()
        if let codes = object.object("scalar") { scalar = Qdrant_ScalarQuantization(json: codes) }
        if let codes = object.object("product") { product = Qdrant_ProductQuantization(json: codes) }
        if let codes = object.object("binary") { binary = Qdrant_BinaryQuantization(json: codes) }
        if let codes = object.object("turbo") { turboquant = Qdrant_TurboQuantization(json: codes) }
    }
}

extension Qdrant_QuantizationConfigDiff {
    /// `quantization_config` of a change, where `"Disabled"` ends it.
    func json() throws -> JSONValue {
        switch quantization {
        case .scalar(let scalar): .object(["scalar": .object(try scalar.json())])
        case .product(let product): .object(["product": .object(try product.json())])
        case .binary(let binary): .object(["binary": .object(try binary.json())])
        case .turboquant(let turbo): .object(["turbo": .object(try turbo.json())])
        case .disabled: "Disabled"
        case nil: throw RequestError.unset("quantization_config")
        }
    }
}

extension Qdrant_ScalarQuantization {
    fileprivate func json() throws -> JSONObject {
        guard type == .int8 else { throw RequestError.unknown(type.rawValue, "quantization_config.scalar.type") }
        var object: JSONObject = ["type": "int8"]
        object.put("quantile", if: hasQuantile, JSONValue(shortest: quantile))
        object.put("always_ram", if: hasAlwaysRam, .bool(alwaysRam))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        type = .int8
        if let value = object.float("quantile") { quantile = value }
        if let value = object.bool("always_ram") { alwaysRam = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_ProductQuantization {
    fileprivate func json() throws -> JSONObject {
        var object: JSONObject = ["compression": try compression.name("compression")]
        object.put("always_ram", if: hasAlwaysRam, .bool(alwaysRam))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        compression = Qdrant_CompressionRatio(name: object["compression"]) ?? .x4
        if let value = object.bool("always_ram") { alwaysRam = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_BinaryQuantization {
    fileprivate func json() throws -> JSONObject {
        var object = JSONObject()
        object.put("always_ram", if: hasAlwaysRam, .bool(alwaysRam))
        try object.put("encoding", if: hasEncoding, encoding.name("encoding"))
        if hasQueryEncoding {
            guard case .setting(let setting) = queryEncoding.variant else { throw RequestError.unset("query_encoding") }
            object["query_encoding"] = try setting.name("query_encoding")
        }
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.bool("always_ram") { alwaysRam = value }
        if let value = Qdrant_BinaryQuantizationEncoding(name: object["encoding"]) { encoding = value }
        if let value = Qdrant_BinaryQuantizationQueryEncoding.Setting(name: object["query_encoding"]) { queryEncoding.setting = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}

extension Qdrant_TurboQuantization {
    fileprivate func json() throws -> JSONObject {
        var object = JSONObject()
        object.put("always_ram", if: hasAlwaysRam, .bool(alwaysRam))
        try object.put("bits", if: hasBits, bits.name("bits"))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    fileprivate init(json object: JSONObject) {
        self.init()
        if let value = object.bool("always_ram") { alwaysRam = value }
        if let value = Qdrant_TurboQuantBitSize(name: object["bits"]) { bits = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }
}
#endif
