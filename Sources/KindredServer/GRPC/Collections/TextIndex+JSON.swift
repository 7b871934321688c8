#if Server
import Kindred
import KindredService

extension Qdrant_TextIndexParams {
    /// The parameters as an object with `type`.
    func json() throws -> JSONObject {
        var object: JSONObject = ["type": "text"]
        try object.put("tokenizer", if: tokenizer != .unknown, tokenizer.name("tokenizer"))
        object.put("min_token_len", if: hasMinTokenLen, JSONValue(minTokenLen))
        object.put("max_token_len", if: hasMaxTokenLen, JSONValue(maxTokenLen))
        object.put("lowercase", if: hasLowercase, .bool(lowercase))
        object.put("ascii_folding", if: hasAsciiFolding, .bool(asciiFolding))
        object.put("phrase_matching", if: hasPhraseMatching, .bool(phraseMatching))
        object.put("stopwords", if: hasStopwords, stopwords.json())
        try object.put("stemmer", if: hasStemmer, stemmer.json())
        object.put("on_disk", if: hasOnDisk, .bool(onDisk))
        object.put("enable_hnsw", if: hasEnableHnsw, .bool(enableHnsw))
        try object.put("memory", if: hasMemory, memory.name("memory"))
        return object
    }

    init(json object: JSONObject) {
        self.init()
        tokenizer = Qdrant_TokenizerType(name: object["tokenizer"]) ?? .unknown
        if let value = object.unsigned("min_token_len") { minTokenLen = value }
        if let value = object.unsigned("max_token_len") { maxTokenLen = value }
        if let value = object.bool("lowercase") { lowercase = value }
        if let value = object.bool("ascii_folding") { asciiFolding = value }
        if let value = object.bool("phrase_matching") { phraseMatching = value }
        if let value = object["stopwords"] { readStopwords(value) }
        if let value = object.object("stemmer") { readStemmer(value) }
        if let value = object.bool("on_disk") { onDisk = value }
        if let value = object.bool("enable_hnsw") { enableHnsw = value }
        if let value = Qdrant_Memory(name: object["memory"]) { memory = value }
    }

    /// A language, a list of words, or an object of both.
    private mutating func readStopwords(_ value: JSONValue) {
        switch value {
        case .string(let language): stopwords.languages = [language]
        case .array(let words): stopwords.custom = words.compactMap(\.stringValue)
        case .object(let both):
            stopwords.languages = both["languages"]?.arrayValue?.compactMap(\.stringValue) ?? []
            stopwords.custom = both["custom"]?.arrayValue?.compactMap(\.stringValue) ?? []
        default: break
        }
    }

    private mutating func readStemmer(_ object: JSONObject) {
        switch object.string("type") {
        case "snowball": stemmer.snowball.language = object.string("language") ?? ""
        case "none": stemmer.disabled = Qdrant_DisabledStemmer()
        default: break
        }
    }
}

extension Qdrant_StopwordsSet {
    fileprivate func json() -> JSONValue {
        var object = JSONObject()
        object.put("languages", if: !languages.isEmpty, .array(languages.map(JSONValue.string)))
        object.put("custom", if: !custom.isEmpty, .array(custom.map(JSONValue.string)))
        return .object(object)
    }
}

extension Qdrant_StemmingAlgorithm {
    fileprivate func json() throws -> JSONValue {
        switch stemmingParams {
        case .snowball(let snowball): ["type": "snowball", "language": .string(snowball.language)]
        case .disabled: ["type": "none"]
        case nil: throw RequestError.unset("stemmer")
        }
    }
}
#endif
