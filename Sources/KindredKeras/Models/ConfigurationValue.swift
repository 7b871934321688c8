import Foundation

/// A value of the JSON that Keras writes of models and tokenizers.
enum ConfigurationValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([ConfigurationValue])
    case object([String: ConfigurationValue])

    /// Parses a text.
    ///
    /// - Parameter what: what the text is, for the error.
    /// - Throws: `malformed`, `tooLarge`.
    init(parsing json: String, _ what: String) throws(KerasError) {
        guard json.utf8.count <= ModelLimits.configuration else {
            throw KerasError(.tooLarge, "\(what) has \(json.utf8.count) bytes; at most \(ModelLimits.configuration) are accepted")
        }
        guard Self.nesting(json) <= ModelLimits.nesting else { throw KerasError(.malformed, "\(what) nests deeper than \(ModelLimits.nesting) levels") }
        do {
            self = try JSONDecoder().decode(ConfigurationValue.self, from: Data(json.utf8))
        } catch {
            throw KerasError(.malformed, "\(what) is no JSON: '\(json.prefix(40).filter { !$0.isNewline })'…")
        }
    }

    /// The deepest level, brackets in texts left out.
    private static func nesting(_ json: String) -> Int {
        var depth = 0, deepest = 0, isText = false, isEscaped = false
        for byte in json.utf8 {
            if isEscaped {
                isEscaped = false
            } else if isText {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isText = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
                deepest = max(deepest, depth)
            }
        }
        return deepest
    }

    /// A member of an object.
    subscript(key: String) -> ConfigurationValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    var number: Double? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    var integer: Int? { number.flatMap(Int.init(exactly:)) }

    var list: [ConfigurationValue]? {
        guard case .list(let values) = self else { return nil }
        return values
    }

    var object: [String: ConfigurationValue]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// Whether there is something: neither null nor false.
    var isSet: Bool { self != .null && self != .bool(false) }
}

extension ConfigurationValue: Codable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let truth = try? value.decode(Bool.self) {
            self = .bool(truth)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([ConfigurationValue].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: ConfigurationValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): if let integer = Int(exactly: value) { try container.encode(integer) } else { try container.encode(value) }
        case .text(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }

    /// As JSON in one line, keys in order.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}
