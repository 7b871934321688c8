/// Words of texts: the same weights as those of pictures, over what stands between spaces and punctuation.
///
///     let vocabulary = TextVocabulary(of: ["A red car.", "The red house"], minimumCount: 1)
///     vocabulary.words              // ["a", "car", "house", "red", "the"]
///     vocabulary.counts("red, red") // [0, 0, 0, 2, 0]
public struct TextVocabulary: Sendable, Hashable {
    /// The words, in order.
    public let words: [String]
    /// How much each says.
    public let weights: TermWeights
    private let places: [String: Int]

    /// The words that at least `minimumCount` of some texts have.
    public init(of texts: [String], minimumCount: Int = 1) {
        let tokens = texts.map(Self.tokens)
        var frequency: [String: Int] = [:]
        for text in tokens { for word in Set(text) { frequency[word, default: 0] += 1 } }
        let words = frequency.filter { $0.value >= minimumCount }.keys.sorted()
        let places = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, $0) })
        self.words = words
        self.places = places
        weights = TermWeights(counts: tokens.map { Self.counts($0, places) }, words: words.count)
    }

    /// How often a text has each word; words that are not in the vocabulary are passed over.
    public func counts(_ text: String) -> [Int] { Self.counts(Self.tokens(text), places) }

    /// A text's words by tf-idf, of unit length; zeros for a text without known words.
    public func vector(_ text: String) -> [Float] { weights.vector(counts(text)) }

    /// Letters and digits in a row, in lower case.
    static func tokens(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func counts(_ tokens: [String], _ places: [String: Int]) -> [Int] {
        var counts = [Int](repeating: 0, count: places.count)
        for token in tokens { if let place = places[token] { counts[place] += 1 } }
        return counts
    }
}
