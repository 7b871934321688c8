/// A language whose words are known here: those that say nothing, and what the others stem from.
public enum TextLanguage: String, Sendable, Hashable, CaseIterable {
    /// English; its stems are those of Snowball.
    case english

    /// Words that say nothing about a text, in lower case.
    public var stopwords: Set<String> {
        switch self {
        case .english: Self.englishStopwords
        }
    }

    /// The stem of a word in lower case.
    public func stem(_ word: String) -> String {
        switch self {
        case .english: EnglishStemmer.stem(word)
        }
    }

    /// The usual English list of natural language toolkits, its commonest part.
    private static let englishStopwords: Set<String> = [
        "a", "about", "above", "after", "again", "against", "all", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "being", "below",
        "between", "both", "but", "by", "can", "did", "do", "does", "doing", "don", "down", "during", "each", "few", "for", "from", "further", "had", "has", "have",
        "having", "he", "her", "here", "hers", "herself", "him", "himself", "his", "how", "i", "if", "in", "into", "is", "it", "its", "itself", "just", "me", "more",
        "most", "my", "myself", "no", "nor", "not", "now", "of", "off", "on", "once", "only", "or", "other", "our", "ours", "ourselves", "out", "over", "own", "s",
        "same", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "theirs", "them", "themselves", "then", "there", "these", "they", "this",
        "those", "through", "to", "too", "under", "until", "up", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will",
        "with", "you", "your", "yours", "yourself", "yourselves",
    ]
}
