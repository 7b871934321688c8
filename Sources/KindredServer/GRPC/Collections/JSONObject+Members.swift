#if Server
import Kindred

/// Members of a description as the protocol has them; a member that is missing, null or of another kind is nil.
extension JSONObject {
    func unsigned(_ key: String) -> UInt64? {
        switch self[key] {
        case .int(let value)? where value >= 0: UInt64(value)
        case .uint(let value)?: value
        default: nil
        }
    }

    func small(_ key: String) -> UInt32? { unsigned(key).map { UInt32(clamping: $0) } }
    func double(_ key: String) -> Double? { self[key]?.doubleValue }
    func float(_ key: String) -> Float? { double(key).map { Float($0) } }
    func bool(_ key: String) -> Bool? { self[key]?.boolValue }
    func string(_ key: String) -> String? { self[key]?.stringValue }
    func object(_ key: String) -> JSONObject? { self[key]?.objectValue }

    /// The objects among the values of an object.
    func objects(_ key: String) -> [(name: String, value: JSONObject)]? {
        object(key)?.compactMap { pair in pair.1.objectValue.map { (pair.0, $0) } }
    }
}

extension JSONObject {
    /// Sets a key when the message has the field. A conditional expression would not do: its `nil` is a `JSONValue`, the null.
    mutating func put(_ key: String, if isSet: Bool, _ value: @autoclosure () throws -> JSONValue?) rethrows {
        if isSet { self[key] = try value() }
    }
}

extension JSONValue {
    /// A number that was a `Float`, with the fewest digits that give it back.
    init(shortest value: Float) { self = .double(Double("\(value)") ?? Double(value)) }

    /// An integer.
    init(_ value: UInt32) { self = .int(Int64(value)) }

    /// The object of messages by name, by ascending names.
    static func named<Message>(_ map: [String: Message], _ json: (Message) throws -> JSONObject) rethrows -> JSONValue {
        .object(JSONObject(try map.sorted { $0.key < $1.key }.map { ($0.key, .object(try json($0.value))) }))
    }
}
#endif
