extension FilterDecoder {
    static func object(_ value: JSONValue, _ place: String, keys: [String]? = nil) throws -> JSONObject {
        guard case .object(let object) = value else { throw wrong(value, place, "an object") }
        if let keys, let stranger = object.keys.first(where: { !keys.contains($0) }) {
            throw unknown(stranger, place, keys.joined(separator: " or "))
        }
        return object
    }

    static func list(_ value: JSONValue, _ place: String) throws -> [JSONValue] {
        guard case .array(let elements) = value else { throw wrong(value, place, "a list") }
        return elements
    }

    static func string(_ value: JSONValue, _ place: String) throws -> String {
        guard case .string(let text) = value else { throw wrong(value, place, "a string") }
        return text
    }

    static func count(_ value: JSONValue, _ place: String) throws -> UInt64 {
        switch value {
        case .int(let integer) where integer >= 0: return UInt64(integer)
        case .uint(let integer): return integer
        default: throw wrong(value, place, "an integer, 0 or larger")
        }
    }

    static func positive(_ value: JSONValue, _ place: String) throws -> UInt64 {
        let count = try count(value, place)
        guard count > 0 else { throw wrong(value, place, "an integer, 1 or larger") }
        return count
    }

    static func number(_ value: JSONValue, _ place: String) throws -> Number {
        guard let number = Number(value) else { throw wrong(value, place, "a number") }
        return number
    }

    static func timestamp(_ value: JSONValue, _ place: String) throws -> Timestamp {
        guard let text = value.stringValue, let moment = Timestamp(text) else {
            throw wrong(value, place, "a date such as \"2024-06-15T12:30:00Z\"")
        }
        return moment
    }

    static func point(_ value: JSONValue, _ place: String) throws -> GeoPoint {
        let object = try object(value, place, keys: ["lat", "lon"])
        guard let latitude = object["lat"]?.doubleValue, let longitude = object["lon"]?.doubleValue else {
            throw wrong(value, place, "an object with numbers lat and lon")
        }
        return GeoPoint(latitude: latitude, longitude: longitude)
    }

    static func path(_ value: JSONValue, _ place: String) throws -> PayloadPath {
        try PayloadPath(parsing: string(value, place))
    }

    /// The path in `{"key": …}`.
    static func path(in value: JSONValue, _ place: String) throws -> PayloadPath {
        try path(object(value, place, keys: ["key"])["key"] ?? .null, "\(place).key")
    }

    static func wrong(_ value: JSONValue, _ place: String, _ wanted: String) -> StorageError {
        let shown = value.jsonText
        return Filter.invalid("\(place): expected \(wanted), found \(shown.count > 60 ? value.kind : shown)")
    }

    static func unknown(_ key: String, _ place: String, _ wanted: String) -> StorageError {
        Filter.invalid("\(place): unknown member \"\(key)\"; expected \(wanted)")
    }
}
