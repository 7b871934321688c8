/// A JSON value that comes back exactly as it was given.
///
/// Integers and doubles are different kinds (`1` is not `1.0`), 64-bit integers keep every digit, doubles keep every
/// bit, and objects keep the order of their keys.
///
///     let payload: Payload = ["price": 19.9, "tags": ["red", "new"], "stock": nil]
///
/// Two values are equal when they are of the same kind and hold the same; strings are compared byte by byte, so that
/// two spellings of "é" are two strings, and objects with their keys in another order are different.
/// `0.0` and `-0.0` are equal, as they are for `Double`.
public enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// An integer from −2⁶³ to 2⁶³ − 1.
    case int(Int64)
    /// An integer from 2⁶³ to 2⁶⁴ − 1; smaller ones are `int`. Make values with `init(_:)`, which keeps this rule.
    case uint(UInt64)
    /// A number with a fraction or an exponent. It must be finite to be stored.
    case double(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Keys and values in order.
    case object(JSONObject)
}

/// What a point carries beside its vectors.
public typealias Payload = JSONObject

extension JSONValue {
    /// An integer.
    public init(_ value: Int) { self = .int(Int64(value)) }

    /// An integer: `uint` when it does not fit in `Int64`, else `int`.
    public init(_ value: UInt64) {
        self = Int64(exactly: value).map(JSONValue.int) ?? .uint(value)
    }

    /// The name of the value's kind, for messages: `null`, `bool`, `integer`, `double`, `string`, `array` or `object`.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int, .uint: "integer"
        case .double: "double"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The string, when this is one.
    public var stringValue: String? { if case .string(let value) = self { value } else { nil } }
    /// The bool, when this is one.
    public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The integer, when this is one that fits in `Int64`.
    public var intValue: Int64? { if case .int(let value) = self { value } else { nil } }
    /// The elements, when this is an array.
    public var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    /// The object, when this is one.
    public var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }
    /// Any number as a double, rounded when it is an integer beyond 2⁵³.
    public var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}

extension JSONValue: Hashable {
    public static func == (a: JSONValue, b: JSONValue) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): sameBytes(a, b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .uint(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
