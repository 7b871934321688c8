// Keras' Tokenizer (keras_preprocessing.text), as it was when it left the library; its steps and their order are reproduced.
// Ours: texts are taken apart by Unicode scalars, as Python does, not by what a reader takes for characters.

/// Words or characters as numbers, from 1; 0 is padding.
///
///     let tokenizer = KerasTokenizer(fitting: ["the cat sat", "the dog"])
///     tokenizer.ids(of: "The bird sat!")   // [1, 3]: the bird is unknown and left out
///     tokenizer.word(2)                    // "cat"
public struct KerasTokenizer: Sendable, Equatable {
    /// What Keras filters when nothing is said.
    public static let standardFilters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n"

    /// Scalars that become `split`.
    public var filters = standardFilters
    /// Whether texts are lower-cased first.
    public var isLowercasing = true
    /// What parts words.
    public var split = " "
    /// Whether each scalar is a token of its own; filters do nothing then.
    public var isByCharacter = false
    /// Only ids below it are used; nil for all.
    public var idLimit: Int?
    /// The token that stands for unknown ones; nil leaves them out.
    public var unknownToken: String?
    /// Ids by word.
    public private(set) var ids: [String: Int] = [:]
    private var words: [Int: String] = [:]

    /// A tokenizer of ids that are known.
    init(ids: [String: Int], words: [Int: String]? = nil) {
        self.ids = ids
        self.words = words ?? Dictionary(ids.map { ($0.value, $0.key) }, uniquingKeysWith: { min($0, $1) })
    }

    /// Numbers the words of texts: the most frequent first, of equals the one that came first; an unknown token takes 1.
    ///
    /// - Complexity: O(*n* + *v* log *v*) for *n* tokens of *v* words.
    public init(
        fitting texts: [String], idLimit: Int? = nil, filters: String = standardFilters, isLowercasing: Bool = true, split: String = " ",
        isByCharacter: Bool = false, unknownToken: String? = nil
    ) {
        (self.idLimit, self.filters, self.isLowercasing) = (idLimit, filters, isLowercasing)
        (self.split, self.isByCharacter, self.unknownToken) = (split, isByCharacter, unknownToken)
        var counts = [String: Int](), order = [String]()
        for text in texts {
            for token in tokens(of: text) {
                if counts[token] == nil { order.append(token) }
                counts[token, default: 0] += 1
            }
        }
        let ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        let sorted = order.sorted { (counts[$1] ?? 0, ranks[$0] ?? 0) < (counts[$0] ?? 0, ranks[$1] ?? 0) }
        // A word that is written like the unknown token takes its later place, as in Keras.
        for (place, word) in ((unknownToken.map { [$0] } ?? []) + sorted).enumerated() {
            ids[word] = place + 1
        }
        words = Dictionary(uniqueKeysWithValues: ids.map { ($0.value, $0.key) })
    }

    /// The largest id that has a word.
    public var largestID: Int { words.keys.max() ?? 0 }

    /// How many ids texts are given, 0 among them.
    public var idCount: Int { idLimit.flatMap { $0 > 0 ? min($0, largestID + 1) : nil } ?? largestID + 1 }

    /// The word of an id, nil when it has none, as 0.
    public func word(_ id: Int) -> String? { words[id] }

    /// The tokens of a text.
    public func tokens(of text: String) -> [String] {
        let text = isLowercasing ? text.lowercased() : text
        if isByCharacter { return text.unicodeScalars.map { String($0) } }
        let filtered = Set(filters.unicodeScalars), split = Array(split.unicodeScalars)
        var scalars = [Unicode.Scalar]()
        for scalar in text.unicodeScalars { if filtered.contains(scalar) { scalars += split } else { scalars.append(scalar) } }
        return scalars.split(separator: split).map { part in
            var word = String.UnicodeScalarView()
            word.append(contentsOf: part)
            return String(word)
        }
    }

    /// The ids of a text: unknown words and those beyond the limit are left out, or become the unknown token's.
    public func ids(of text: String) -> [Int] {
        let unknown = unknownToken.flatMap { ids[$0] }
        return tokens(of: text).compactMap { token in
            guard let id = ids[token] else { return unknown }
            if let idLimit, idLimit > 0, id >= idLimit { return unknown }
            return id
        }
    }
}

extension [Unicode.Scalar] {
    /// What stands between separators, empty parts left out.
    fileprivate func split(separator: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        guard let first = separator.first else { return isEmpty ? [] : [self[...]] }
        var parts = [ArraySlice<Unicode.Scalar>](), start = 0, place = 0
        while place < count {
            if self[place] == first, self[place...].starts(with: separator) {
                parts.append(self[start..<place])
                place += separator.count
                start = place
            } else {
                place += 1
            }
        }
        parts.append(self[start...])
        return parts.filter { !$0.isEmpty }
    }
}
