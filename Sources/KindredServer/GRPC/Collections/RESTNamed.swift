#if Server
import Kindred
import KindredService

/// An enumeration of the protocol whose values have names in the REST API, in whose shape collections' parameters travel inside.
protocol RESTNamed: Hashable, Sendable {
    /// The values and their names; values that say nothing have none.
    static var names: [(Self, String)] { get }
    /// The value's number.
    var rawValue: Int { get }
}

extension RESTNamed {
    /// The value's name.
    /// - Throws: `RequestError` for values without one.
    func name(_ field: String) throws -> JSONValue {
        guard let name = Self.names.first(where: { $0.0 == self })?.1 else { throw RequestError.unknown(rawValue, field) }
        return .string(name)
    }

    /// The value of a name; nil when there is none.
    init?(name: JSONValue?) {
        guard let text = name?.stringValue, let value = Self.names.first(where: { $0.1 == text })?.0 else { return nil }
        self = value
    }
}

extension Qdrant_Distance: RESTNamed {
    static var names: [(Self, String)] { [(.cosine, "Cosine"), (.euclid, "Euclid"), (.dot, "Dot"), (.manhattan, "Manhattan")] }
}

extension Qdrant_Datatype: RESTNamed {
    static var names: [(Self, String)] { [(.float32, "float32"), (.float16, "float16"), (.uint8, "uint8"), (.turbo4, "turbo4")] }
}

extension Qdrant_Memory: RESTNamed {
    static var names: [(Self, String)] { [(.cold, "cold"), (.cached, "cached"), (.pinned, "pinned")] }
}

extension Qdrant_Modifier: RESTNamed {
    static var names: [(Self, String)] { [(.none, "none"), (.idf, "idf")] }
}

extension Qdrant_MultiVectorComparator: RESTNamed {
    static var names: [(Self, String)] { [(.maxSim, "max_sim")] }
}

extension Qdrant_CompressionRatio: RESTNamed {
    static var names: [(Self, String)] { [(.x4, "x4"), (.x8, "x8"), (.x16, "x16"), (.x32, "x32"), (.x64, "x64")] }
}

extension Qdrant_BinaryQuantizationEncoding: RESTNamed {
    static var names: [(Self, String)] { [(.oneBit, "one_bit"), (.twoBits, "two_bits"), (.oneAndHalfBits, "one_and_half_bits")] }
}

extension Qdrant_BinaryQuantizationQueryEncoding.Setting: RESTNamed {
    static var names: [(Self, String)] { [(.default, "default"), (.binary, "binary"), (.scalar4Bits, "scalar4bits"), (.scalar8Bits, "scalar8bits")] }
}

extension Qdrant_TurboQuantBitSize: RESTNamed {
    static var names: [(Self, String)] { [(.bits1, "bits1"), (.bits15, "bits1_5"), (.bits2, "bits2"), (.bits4, "bits4")] }
}

extension Qdrant_ShardingMethod: RESTNamed {
    static var names: [(Self, String)] { [(.auto, "auto"), (.custom, "custom")] }
}

extension Qdrant_TokenizerType: RESTNamed {
    static var names: [(Self, String)] { [(.prefix, "prefix"), (.whitespace, "whitespace"), (.word, "word"), (.multilingual, "multilingual")] }
}

extension Qdrant_PayloadSchemaType: RESTNamed {
    static var names: [(Self, String)] {
        [
            (.keyword, "keyword"), (.integer, "integer"), (.float, "float"), (.geo, "geo"), (.text, "text"), (.bool, "bool"), (.datetime, "datetime"),
            (.uuid, "uuid"),
        ]
    }
}

extension Qdrant_FieldType: RESTNamed {
    static var names: [(Self, String)] {
        [
            (.keyword, "keyword"), (.integer, "integer"), (.float, "float"), (.geo, "geo"), (.text, "text"), (.bool, "bool"), (.datetime, "datetime"),
            (.uuid, "uuid"),
        ]
    }
}

extension Qdrant_CollectionStatus: RESTNamed {
    static var names: [(Self, String)] { [(.green, "green"), (.yellow, "yellow"), (.red, "red"), (.grey, "grey")] }
}
#endif
