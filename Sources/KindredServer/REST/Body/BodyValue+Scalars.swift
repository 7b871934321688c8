#if Server
import KindredService

extension BodyValue {
    func string() throws -> String {
        guard case .json(.string(let text)) = self else { throw InputError.wrong(self, expected: "a string") }
        return text
    }

    func bool() throws -> Bool {
        guard case .json(.bool(let value)) = self else { throw InputError.wrong(self, expected: "a boolean") }
        return value
    }

    /// An integer, 0 or larger; one below `minimum` is of the right type and out of range.
    func unsigned(from minimum: Int = 0) throws -> Int {
        guard case .json(.int(let value)) = self, value >= 0 else { throw InputError.wrong(self, expected: "an unsigned integer") }
        guard value >= minimum else { throw InputError.value("\(value)", must: "be \(minimum) or larger") }
        return Int(value)
    }

    func double() throws -> Double {
        guard case .json(let value) = self, let number = value.doubleValue else { throw InputError.wrong(self, expected: "a number") }
        return number
    }

    func float() throws -> Float {
        let number = Float(try double())
        guard number.isFinite else { throw InputError.wrong(self, expected: "a 32-bit floating point number") }
        return number
    }

    /// A number between two bounds, both included.
    func double(in range: ClosedRange<Double>) throws -> Double {
        let number = try double()
        guard range.contains(number) else { throw InputError.value("\(number)", must: "be from \(range.lowerBound) to \(range.upperBound)") }
        return number
    }

    func object() throws -> BodyObject {
        guard case .object(let object) = self else { throw InputError.wrong(self, expected: "an object") }
        return object
    }

    /// The elements; packed numbers come apart.
    func list() throws -> [BodyValue] {
        switch self {
        case .list(let elements): return elements
        case .numbers(let numbers): return numbers.map { .json(.double(Double($0))) }
        case .json(.array(let elements)): return elements.map(BodyValue.json)
        default: throw InputError.wrong(self, expected: "a sequence")
        }
    }

    /// A list whose elements are all decoded alike.
    func list<Value>(of element: (BodyValue) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        let elements = try list()
        values.reserveCapacity(elements.count)
        for (place, value) in elements.enumerated() { values.append(try at("[\(place)]") { try element(value) }) }
        return values
    }

    /// A list, or one element instead of a list of one.
    func oneOrMore<Value>(of element: (BodyValue) throws -> Value) throws -> [Value] {
        if case .object = self { return [try element(self)] }
        return try list(of: element)
    }

    /// Free-form JSON.
    func freeForm() throws -> JSONValue {
        switch self {
        case .json(let value): return value
        case .numbers(let numbers): return .array(numbers.map { .double(Double($0)) })
        case .list(let elements): return .array(try elements.map { try $0.freeForm() })
        case .object(let object): return .object(JSONObject(try zip(object.keys, object.values).map { ($0, try $1.freeForm()) }))
        }
    }

    func pointID() throws -> PointID {
        guard case .json(let value) = self else { throw InputError.wrong(self, expected: "a point id") }
        return try Self.decoding { try PointID(json: value) }
    }

    func path() throws -> PayloadPath {
        let text = try string()
        return try Self.decoding { try PayloadPath(parsing: text) }
    }

    func filter() throws -> Filter {
        let json = try freeForm()
        return try Self.filter(json)
    }

    func payload() throws -> Payload {
        guard case .json(.object(let payload)) = self else { throw InputError.wrong(self, expected: "a payload object") }
        return payload
    }

    /// A filter: what is not one is a format error, values out of range in it are validation errors.
    static func filter(_ value: JSONValue) throws -> Filter {
        let filter = try decoding { try Filter(unvalidated: value) }
        do { try filter.validate() } catch let error as StorageError { throw InputError.validation(error.message) }
        return filter
    }

    /// Turns the refusals of the store's own readers into format errors.
    static func decoding<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as StorageError { throw InputError.format(error.message) }
    }
}

extension BodyObject {
    /// Decodes a member that may be absent.
    func optional<Value>(_ key: String, _ decode: (BodyValue) throws -> Value) throws -> Value? {
        guard let value = self[key] else { return nil }
        return try at(key) { try decode(value) }
    }

    /// Decodes a member that must be there.
    func required<Value>(_ key: String, _ decode: (BodyValue) throws -> Value) throws -> Value {
        guard let value = self[key] else { throw InputError.format("missing field `\(key)`") }
        return try at(key) { try decode(value) }
    }
}
#endif
