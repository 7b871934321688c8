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
        object["stemmer"] = options.stemmer.map { ["type": "snowball", "language": .string($0.rawValue)] }
        if options.foldsAccents { object["ascii_folding"] = true }
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
        foldsAccents = object["ascii_folding"]?.boolValue ?? false
        if let value = object["stopwords"], value != .null { stopwords = try Self.stopwords(value) }
        if let value = object["stemmer"], value != .null {
            guard case .object(let stemmer) = value else { throw FilterDecoder.wrong(value, "stemmer", "an object with type and language") }
            let type = try FilterDecoder.string(stemmer["type"] ?? .null, "stemmer.type")
            guard type == "snowball" else { throw Filter.invalid("unknown stemmer \"\(type)\"; expected snowball") }
            self.stemmer = try Self.language(stemmer["language"] ?? .null, "stemmer.language")
        }
    }

    /// A language's words, a list of words, or an object with `languages` and `custom`.
    private static func stopwords(_ value: JSONValue) throws -> Set<String> {
        switch value {
        case .string: return try language(value, "stopwords").stopwords
        case .array(let words): return Set(try words.map { try FilterDecoder.string($0, "stopwords[]") })
        case .object(let both):
            var words: Set<String> = []
            for value in both["languages"]?.arrayValue ?? [] { words.formUnion(try language(value, "stopwords.languages[]").stopwords) }
            for value in both["custom"]?.arrayValue ?? [] { words.insert(try FilterDecoder.string(value, "stopwords.custom[]")) }
            return words
        default: throw FilterDecoder.wrong(value, "stopwords", "a language, a list of words, or both")
        }
    }

    private static func language(_ value: JSONValue, _ path: String) throws -> TextLanguage {
        let name = try FilterDecoder.string(value, path)
        guard let language = TextLanguage(rawValue: name.lowercased()) else {
            throw Filter.invalid("\(path): the words of \"\(name)\" are not known here; those of \(TextLanguage.allCases.map(\.rawValue).joined(separator: ", ")) are")
        }
        return language
    }

    private static func length(_ value: JSONValue?, _ name: String) throws -> Int? {
        guard let value, value != .null else { return nil }
        return Int(clamping: try FilterDecoder.count(value, name))
    }
}
