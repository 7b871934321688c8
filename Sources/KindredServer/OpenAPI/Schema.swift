#if Server
import KindredService

/// A JSON Schema (draft 2020-12), in the few forms that bodies and answers need.
struct Schema: Sendable {
    var json: JSONObject

    static let string = Schema(json: ["type": "string"])
    static let bool = Schema(json: ["type": "boolean"])
    static let number = Schema(json: ["type": "number"])
    static let null = Schema(json: ["type": "null"])
    /// Any object.
    static let anyObject = Schema(json: ["type": "object"])
    /// Anything.
    static let any = Schema(json: [:])

    static func integer(_ least: Int = 0, to most: Int? = nil) -> Schema {
        var json: JSONObject = ["type": "integer", "minimum": .init(least)]
        json["maximum"] = most.map { .init($0) }
        return Schema(json: json)
    }

    static func between(_ least: Double, _ most: Double) -> Schema {
        Schema(json: ["type": "number", "minimum": .double(least), "maximum": .double(most)])
    }

    static func words(_ words: String...) -> Schema { oneOf(words) }

    static func oneOf(_ words: [String]) -> Schema { Schema(json: ["type": "string", "enum": .array(words.map { .string($0) })]) }

    static func text(_ least: Int, to most: Int) -> Schema { Schema(json: ["type": "string", "minLength": .init(least), "maxLength": .init(most)]) }

    /// A schema among the document's components.
    static func ref(_ name: String) -> Schema { Schema(json: ["$ref": .string("#/components/schemas/\(name)")]) }

    static func list(_ element: Schema, atLeast count: Int = 0) -> Schema {
        var json: JSONObject = ["type": "array", "items": .object(element.json)]
        if count > 0 { json["minItems"] = .init(count) }
        return Schema(json: json)
    }

    /// An object of any keys whose values are alike.
    static func map(_ value: Schema) -> Schema { Schema(json: ["type": "object", "additionalProperties": .object(value.json)]) }

    /// An object of known members, of which those in `needs` must be there.
    static func object(_ members: KeyValuePairs<String, Schema>, needs: [String] = []) -> Schema {
        let properties = JSONObject(members.map { ($0.key, .object($0.value.json)) })
        var json: JSONObject = ["type": "object", "properties": .object(properties)]
        if !needs.isEmpty { json["required"] = .array(needs.map { .string($0) }) }
        return Schema(json: json)
    }

    static func either(_ schemas: Schema...) -> Schema { Schema(json: ["anyOf": .array(schemas.map { .object($0.json) })]) }

    /// What holds in all of some schemas.
    static func both(_ schemas: Schema...) -> Schema { Schema(json: ["allOf": .array(schemas.map { .object($0.json) })]) }

    /// The same or null.
    var orNull: Schema { .either(self, .null) }

    /// The same with a sentence about it.
    func about(_ text: String) -> Schema {
        var schema = self
        schema.json["description"] = .string(text)
        return schema
    }

    /// The same with what holds when nothing is said.
    func otherwise(_ value: JSONValue) -> Schema {
        var schema = self
        schema.json["default"] = value
        return schema
    }
}
#endif
