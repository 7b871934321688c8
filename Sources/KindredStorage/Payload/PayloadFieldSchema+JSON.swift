extension JSONValue {
    /// A field's schema as the Qdrant API writes it: `"keyword"`, or `{"type": "text", "tokenizer": "word", …}`.
    public init(_ schema: PayloadFieldSchema) {
        guard case .text(let options) = schema else {
            self = .string(schema.name)
            return
        }
        var object: JSONObject = ["type": "text", "tokenizer": .string(options.tokenizer.rawValue)]
        object["min_token_len"] = options.minTokenLength.map { JSONValue($0) }
        object["max_token_len"] = options.maxTokenLength.map { JSONValue($0) }
        object["lowercase"] = .bool(options.lowercase)
        if !options.stopwords.isEmpty { object["stopwords"] = .array(options.stopwords.sorted().map(JSONValue.string)) }
        object["phrase_matching"] = .bool(options.phraseMatching)
        self = .object(object)
    }
}

extension PayloadFieldSchema {
    /// Reads a schema, a kind's name or an object with `type`. Members that say how an index is stored are ignored.
    /// - Throws: `StorageError` with `invalidArgument`.
    public init(json value: JSONValue) throws {
        switch value {
        case .string(let name): self = try Self.plain(name)
        case .object(let object):
            let name = try FilterDecoder.string(object["type"] ?? .null, "field_schema.type")
            self = name == "text" ? .text(try TextIndexOptions(object)) : try Self.plain(name)
        default: throw FilterDecoder.wrong(value, "field_schema", "a kind of index or an object with type")
        }
    }

    private static func plain(_ name: String) throws -> PayloadFieldSchema {
        switch name {
        case "keyword": .keyword
        case "integer": .integer
        case "float": .float
        case "bool": .bool
        case "datetime": .datetime
        case "geo": .geo
        case "text": .text(TextIndexOptions())
        case "uuid": .uuid
        default:
            throw Filter.invalid("unknown kind of index \"\(name)\"; expected keyword, integer, float, bool, datetime, geo, text or uuid")
        }
    }
}

extension TextIndexOptions {
    fileprivate init(_ object: JSONObject) throws {
        self.init()
        if let name = object["tokenizer"]?.stringValue {
            guard let tokenizer = Tokenizer(rawValue: name) else {
                throw Filter.invalid("unknown tokenizer \"\(name)\"; expected \(Tokenizer.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            self.tokenizer = tokenizer
        }
        minTokenLength = try Self.length(object["min_token_len"], "min_token_len")
        maxTokenLength = try Self.length(object["max_token_len"], "max_token_len")
        lowercase = object["lowercase"]?.boolValue ?? true
        phraseMatching = object["phrase_matching"]?.boolValue ?? false
        if let words = object["stopwords"]?.arrayValue { stopwords = Set(words.compactMap(\.stringValue)) }
    }

    private static func length(_ value: JSONValue?, _ name: String) throws -> Int? {
        guard let value, value != .null else { return nil }
        return Int(clamping: try FilterDecoder.count(value, name))
    }
}
