#if Server
import Kindred
import KindredService

extension JSONValue {
    /// The value of a message; a message that holds none is null.
    /// - Throws: `RequestError` for numbers that JSON does not have.
    init(_ message: Qdrant_Value) throws {
        switch message.kind {
        case .nullValue, nil: self = .null
        case .boolValue(let value): self = .bool(value)
        case .integerValue(let value): self = .int(value)
        case .doubleValue(let value):
            guard value.isFinite else { throw RequestError(.wrongInput, "\(value) is not a number that JSON has") }
            self = .double(value)
        case .stringValue(let value): self = .string(value)
        case .structValue(let value): self = .object(try JSONObject(value.fields))
        case .listValue(let value): self = .array(try value.values.map { try JSONValue($0) })
        }
    }
}

extension JSONObject {
    /// The object of a map, by ascending keys: a map has no order, and the same request shall store the same.
    init(_ fields: [String: Qdrant_Value]) throws {
        self.init(try fields.sorted { $0.key < $1.key }.map { ($0.key, try JSONValue($0.value)) })
    }
}

extension Qdrant_Value {
    /// The message of a value. Integers above the largest that the protocol has become doubles, as they do in JavaScript.
    init(_ value: JSONValue) {
        self.init()
        kind =
            switch value {
            case .null: .nullValue(.nullValue)
            case .bool(let value): .boolValue(value)
            case .int(let value): .integerValue(value)
            case .uint(let value): .doubleValue(Double(value))
            case .double(let value): .doubleValue(value)
            case .string(let value): .stringValue(value)
            case .array(let values): .listValue(Qdrant_ListValue(values))
            case .object(let object): .structValue(Qdrant_Struct(object))
            }
    }

    /// The map of an object.
    static func fields(_ object: JSONObject) -> [String: Qdrant_Value] {
        // Keys that differ in their bytes only, such as two spellings of "é", are one to a Swift dictionary.
        Dictionary(object.map { ($0.0, Qdrant_Value($0.1)) }, uniquingKeysWith: { $1 })
    }
}

extension Qdrant_ListValue {
    fileprivate init(_ values: [JSONValue]) {
        self.init()
        self.values = values.map { Qdrant_Value($0) }
    }
}

extension Qdrant_Struct {
    fileprivate init(_ object: JSONObject) {
        self.init()
        fields = Qdrant_Value.fields(object)
    }
}
#endif
