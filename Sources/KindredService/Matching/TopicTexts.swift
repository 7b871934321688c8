import Kindred

/// The texts of a file as words.
struct TopicTexts {
    /// The words that count, in alphabetical order.
    let words: [String]
    /// The number of each token that is in the vocabulary, for each text.
    let texts: [[Int]]

    /// Reads the texts, and keeps the words that the request asks for.
    init(_ request: TopicRequest) throws(FileError) {
        let tokens = try Self.tokens(request)
        self.init(tokens, try Self.vocabulary(tokens, request))
    }

    /// Reads the texts, and keeps the words of a vocabulary.
    init(_ request: TopicRequest, words: [String]) throws(FileError) { self.init(try Self.tokens(request), words) }

    /// - Precondition: no word is there twice.
    private init(_ tokens: [[String]], _ words: [String]) {
        let numbers = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, $0) })
        self.words = words
        texts = tokens.map { $0.compactMap { numbers[$0] } }
    }

    private static func tokens(_ request: TopicRequest) throws(FileError) -> [[String]] {
        var rows = try RowLines(path: request.path), tokens: [[String]] = []
        while let line = try rows.next() {
            let text = String(decoding: rows.lines.buffer[line], as: UTF8.self)
            tokens.append(Self.words(of: try Self.text(text, request, line: rows.lines.line)))
        }
        guard !tokens.isEmpty else { throw FileError(.empty, path: request.path, "holds no texts") }
        return tokens
    }

    private static func vocabulary(_ tokens: [[String]], _ request: TopicRequest) throws(FileError) -> [String] {
        var frequency: [String: Int] = [:]
        for text in tokens { for word in Set(text) { frequency[word, default: 0] += 1 } }
        let most = request.mostShare * Double(tokens.count)
        let words = frequency.filter { $0.value >= request.leastTexts && Double($0.value) <= most }.keys.sorted()
        guard words.count > 1 else {
            throw FileError(.malformed, path: request.path, "no two words are in at least \(request.leastTexts) and at most a share of \(request.mostShare) of the \(tokens.count) texts")
        }
        return words
    }

    private static func text(_ line: String, _ request: TopicRequest, line number: Int) throws(FileError) -> String {
        guard let field = request.field else { return line }
        guard let object = try? JSONObject(parsing: line) else { throw FileError(.malformed, path: request.path, at: .line(number), "is no JSON object; leave the field away for plain texts") }
        guard let text = object[field]?.stringValue else {
            throw FileError(.malformed, path: request.path, at: .line(number), "has no text in the field '\(field.prefix(40))'")
        }
        return text
    }

    /// Runs of letters in lower case, of two at least, without the commonest English words.
    private static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter }.filter { $0.count > 1 }.map(String.init).filter { !TextLanguage.english.stopwords.contains($0) }
    }
}
