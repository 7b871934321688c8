import KindredService

extension Output {
    /// Prints a JSON object in one line.
    static func json(_ object: JSONObject) { line(object.jsonText) }
}

extension JSONValue {
    /// A float as the shortest number that reads back to the same float.
    static func number(_ value: Float) -> JSONValue {
        value.isFinite ? .double(Double(value.description) ?? Double(value)) : .null
    }

    /// A time, to the microsecond.
    static func seconds(_ value: Double) -> JSONValue { .double((value * 1e6).rounded() / 1e6) }

    /// A list of floats.
    static func list(_ values: some Sequence<Float>) -> JSONValue { .array(values.map(number)) }
}

extension Dictionary where Key == String, Value == [Float] {
    /// Vectors as JSON: a list for the only unnamed one, else an object by name.
    var vectorJSON: JSONValue {
        if count == 1, let only = self[""] { return .list(only) }
        return .object(JSONObject(sorted { $0.key < $1.key }.map { ($0.key, JSONValue.list($0.value)) }))
    }
}
