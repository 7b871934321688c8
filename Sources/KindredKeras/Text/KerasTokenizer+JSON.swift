import Foundation

extension KerasTokenizer {
    /// Reads what `tokenizer.to_json()` wrote.
    ///
    /// - Throws: `notFound`, `io`, `malformed`, `tooLarge`, `unsupported`.
    public init(contentsOf path: String) throws(KerasError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw KerasError(isThere ? .io : .notFound, path: path, isThere ? "cannot be read: \(error.localizedDescription)" : "no such file")
        }
        do throws(KerasError) {
            try self.init(json: String(decoding: data, as: UTF8.self))
        } catch {
            throw error.of(path)
        }
    }

    /// Reads the JSON of `tokenizer.to_json()`: class and configuration, whose tables are JSON in texts.
    ///
    /// - Throws: `malformed`, `tooLarge`, `unsupported` for a tokenizer with an analyzer of its own.
    public init(json: String) throws(KerasError) {
        let root = try ConfigurationValue(parsing: json, "the tokenizer")
        guard root["class_name"]?.text == "Tokenizer", let config = root["config"] else {
            throw KerasError(.malformed, "the tokenizer's JSON is none of tokenizer.to_json(): its class_name is \(root["class_name"]?.json.prefix(40) ?? "missing")")
        }
        if config["analyzer"]?.isSet == true { throw KerasError(.unsupported, "the tokenizer has an analyzer of its own, which is not run") }
        let ids = try Self.table(config, "word_index", Int.self)
        if let wrong = ids.first(where: { $0.value < 1 || $0.value > ModelLimits.words }) {
            throw KerasError(.malformed, "the tokenizer gives the word '\(wrong.key.prefix(40))' the id \(wrong.value); ids begin at 1")
        }
        var words: [Int: String]?
        if config["index_word"] != nil {
            words = [:]
            for (id, word) in try Self.table(config, "index_word", String.self) {
                guard let id = Int(id) else { throw KerasError(.malformed, "the tokenizer's index_word has the id '\(id.prefix(40))'") }
                words?[id] = word
            }
        }
        self.init(ids: ids, words: words)
        filters = config["filters"]?.text ?? ""
        isLowercasing = config["lower"]?.bool ?? true
        split = config["split"]?.text ?? " "
        guard !split.isEmpty else { throw KerasError(.malformed, "the tokenizer splits at nothing: its split is ''") }
        isByCharacter = config["char_level"]?.bool ?? false
        idLimit = config["num_words"]?.integer
        unknownToken = config["oov_token"]?.text
    }

    /// What `tokenizer.to_json()` writes, and Keras' `tokenizer_from_json` reads: but for the counts of words, which are not kept.
    public var json: String {
        let indices = ConfigurationValue.object(ids.mapValues { .number(Double($0)) })
        let words = ConfigurationValue.object(Dictionary(uniqueKeysWithValues: (0...largestID).compactMap { id in word(id).map { ("\(id)", .text($0)) } }))
        let config: [String: ConfigurationValue] = [
            "num_words": idLimit.map { .number(Double($0)) } ?? .null, "filters": .text(filters), "lower": .bool(isLowercasing), "split": .text(split),
            "char_level": .bool(isByCharacter), "oov_token": unknownToken.map { .text($0) } ?? .null, "document_count": .number(0),
            "word_counts": .text("{}"), "word_docs": .text("{}"), "index_docs": .text("{}"), "word_index": .text(indices.json), "index_word": .text(words.json),
        ]
        return ConfigurationValue.object(["class_name": .text("Tokenizer"), "config": .object(config)]).json
    }

    /// A table that stands as JSON inside a text, or as it is.
    private static func table<Value: Decodable & Sendable>(_ config: ConfigurationValue, _ key: String, _ type: Value.Type) throws(KerasError) -> [String: Value] {
        guard let value = config[key], value != .null else { throw KerasError(.malformed, "the tokenizer has no \(key)") }
        do {
            return try JSONDecoder().decode([String: Value].self, from: Data((value.text ?? value.json).utf8))
        } catch {
            throw KerasError(.malformed, "the tokenizer's \(key) is no JSON object of \(type == Int.self ? "ids by word" : "words by id")")
        }
    }
}
