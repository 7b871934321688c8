/// What kind of payload index a field has.
///
/// An index makes conditions on the field fast and, but for the tokenizer of a text index, never changes what they
/// mean: values of another kind than the index's are still compared as the evaluator says.
public enum PayloadFieldSchema: Hashable, Sendable {
    /// Strings compared as a whole; also prefixes.
    case keyword
    /// Integers.
    case integer
    /// Numbers.
    case float
    /// `true` and `false`.
    case bool
    /// Strings that read as dates; see `Timestamp`.
    case datetime
    /// Objects with `lat` and `lon`.
    case geo
    /// Texts found by their words.
    case text(TextIndexOptions)
    /// Strings that are UUIDs, kept in sixteen bytes.
    case uuid

    /// The kind's name, as in `keyword`.
    public var name: String {
        switch self {
        case .keyword: "keyword"
        case .integer: "integer"
        case .float: "float"
        case .bool: "bool"
        case .datetime: "datetime"
        case .geo: "geo"
        case .text: "text"
        case .uuid: "uuid"
        }
    }
}

/// How a text is cut into tokens.
public struct TextIndexOptions: Hashable, Sendable {
    /// The ways of cutting.
    public enum Tokenizer: String, Hashable, Sendable, CaseIterable {
        /// Runs of letters and digits.
        case word
        /// Runs of anything but white space.
        case whitespace
        /// As `word`; a stored word is found by each of its beginnings.
        case prefix
        /// As `word`, and each ideograph, kana or syllable of a script written without spaces is a token of its own.
        case multilingual
    }

    /// How the text is cut.
    public var tokenizer: Tokenizer
    /// Tokens of fewer characters are dropped.
    public var minTokenLength: Int?
    /// Tokens of more characters are dropped; a prefix tokenizer stops at this length.
    public var maxTokenLength: Int?
    /// Whether tokens are compared in lower case.
    public var lowercase: Bool
    /// Tokens that are dropped, as they are after lowering.
    public var stopwords: Set<String>
    /// The language whose stems tokens are compared by, in lower case; nil compares words as they are. Beginnings of words have no stems, so a
    /// prefix tokenizer makes none.
    public var stemmer: TextLanguage?
    /// Whether letters are compared without their accents.
    public var foldsAccents: Bool
    /// Whether the index was asked to serve phrases. They are answered exactly either way.
    public var phraseMatching: Bool

    /// Options; the defaults are those of a field without an index.
    public init(
        tokenizer: Tokenizer = .word, minTokenLength: Int? = nil, maxTokenLength: Int? = nil,
        lowercase: Bool = true, stopwords: Set<String> = [], stemmer: TextLanguage? = nil, foldsAccents: Bool = false, phraseMatching: Bool = false
    ) {
        self.tokenizer = tokenizer
        self.minTokenLength = minTokenLength
        self.maxTokenLength = maxTokenLength
        self.lowercase = lowercase
        self.stopwords = stopwords
        self.stemmer = stemmer
        self.foldsAccents = foldsAccents
        self.phraseMatching = phraseMatching
    }
}
