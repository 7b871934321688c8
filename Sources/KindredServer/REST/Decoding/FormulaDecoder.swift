#if Server
import KindredService

/// Reads formulas of scores.
enum FormulaDecoder {
    /// `{"formula": …, "defaults": {…}}`.
    static func formula(_ object: BodyObject) throws -> ScoreFormula {
        let root = try object.required("formula") { try expression(try $0.freeForm(), depth: 0) }
        let defaults = try object.optional("defaults") { try $0.payload() } ?? [:]
        return ScoreFormula(root, defaults: Dictionary(zip(defaults.keys, defaults.values)) { $1 })
    }

    /// How deep expressions may lie inside each other.
    private static let maximumDepth = 64

    private static func expression(_ value: JSONValue, depth: Int) throws -> ScoreExpression {
        guard depth < maximumDepth else { throw InputError.format("the formula is nested deeper than \(maximumDepth) levels") }
        switch value {
        case .int, .uint, .double: return .constant(value.doubleValue ?? 0)
        case .string(let name): return .variable(name)
        case .object(let object): return try operation(object, depth: depth + 1)
        default: throw InputError.wrong(.json(value), expected: "an expression")
        }
    }

    private static func operation(_ object: JSONObject, depth: Int) throws -> ScoreExpression {
        guard object.count == 1, let name = object.keys.first, let argument = object.values.first else { return try condition(object) }
        let read = { try expression($0, depth: depth) }
        return try at(name) {
            switch name {
            case "mult": .product(try list(argument, read))
            case "sum": .sum(try list(argument, read))
            case "neg": .negative(try read(argument))
            case "abs": .absolute(try read(argument))
            case "sqrt": .squareRoot(try read(argument))
            case "exp": .exponential(try read(argument))
            case "log10": .logarithm10(try read(argument))
            case "ln": .logarithm(try read(argument))
            case "div": try quotient(Members(argument), read)
            case "pow": .power(try Members(argument).read("base", read), try Members(argument).read("exponent", read))
            case "lin_decay": try decay(.linear, Members(argument), read)
            case "exp_decay": try decay(.exponential, Members(argument), read)
            case "gauss_decay": try decay(.gaussian, Members(argument), read)
            case "geo_distance": .geoDistance(try Members(argument).read("origin", place), to: try Members(argument).read("to", path))
            case "datetime": .date(try moment(argument))
            case "datetime_key": .dateKey(try path(argument))
            default: try condition(object)
            }
        }
    }

    private static func condition(_ object: JSONObject) throws -> ScoreExpression {
        let filter = try BodyValue.filter(["must": .array([.object(object)])])
        return .condition(filter.must.first ?? .filter(filter))
    }

    private typealias Reader = (JSONValue) throws -> ScoreExpression

    private static func list(_ value: JSONValue, _ read: Reader) throws -> [ScoreExpression] {
        try BodyValue.json(value).list { try read(try $0.freeForm()) }
    }

    private static func quotient(_ members: Members, _ read: Reader) throws -> ScoreExpression {
        .quotient(try members.read("left", read), try members.read("right", read), byZero: try members.optional("by_zero_default", number))
    }

    private static func decay(_ shape: ScoreExpression.Decay, _ members: Members, _ read: Reader) throws -> ScoreExpression {
        let scale = try members.optional("scale", number) ?? 1
        let midpoint = try members.optional("midpoint", number) ?? 0.5
        guard scale > 0 else { throw InputError.value("\(scale)", must: "be larger than 0.0").inside("scale") }
        guard midpoint > 0, midpoint < 1 else { throw InputError.value("\(midpoint)", must: "be between 0.0 and 1.0").inside("midpoint") }
        return .decay(shape, try members.read("x", read), target: try members.optional("target", read), scale: scale, midpoint: midpoint)
    }

    private static func number(_ value: JSONValue) throws -> Double { try BodyValue.json(value).double() }
    private static func path(_ value: JSONValue) throws -> PayloadPath { try BodyValue.json(value).path() }

    private static func moment(_ value: JSONValue) throws -> Timestamp {
        guard let text = value.stringValue, let moment = Timestamp(text) else { throw InputError.wrong(.json(value), expected: "a date") }
        return moment
    }

    private static func place(_ value: JSONValue) throws -> GeoPoint {
        let members = try Members(value)
        return GeoPoint(latitude: try members.read("lat", number), longitude: try members.read("lon", number))
    }

    /// The members of an expression's object.
    private struct Members {
        let object: JSONObject

        init(_ value: JSONValue) throws {
            guard case .object(let object) = value else { throw InputError.wrong(.json(value), expected: "an object") }
            self.object = object
        }

        func optional<Value>(_ key: String, _ read: (JSONValue) throws -> Value) throws -> Value? {
            guard let value = object[key], value != .null else { return nil }
            return try at(key) { try read(value) }
        }

        func read<Value>(_ key: String, _ read: (JSONValue) throws -> Value) throws -> Value {
            guard let value = try optional(key, read) else { throw InputError.format("missing field `\(key)`") }
            return value
        }
    }
}
#endif
