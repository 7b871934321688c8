import Foundation

extension TextIndexOptions {
    /// The tokens a stored text is found by, in order, with repeats.
    func documentTokens(_ text: String) -> [ByteString] {
        guard tokenizer == .prefix else { return words(text).compactMap(token) }
        return words(text).flatMap(beginnings).compactMap(token)
    }

    /// The tokens a query asks for, in order. With a prefix tokenizer a word stands for itself, cut at the greatest
    /// length, since every beginning of a stored word is a token already.
    func queryTokens(_ text: String) -> [ByteString] {
        guard tokenizer == .prefix, let maxTokenLength else { return words(text).compactMap(token) }
        return words(text).map { Substring.UnicodeScalarView($0.prefix(maxTokenLength)) }.compactMap(token)
    }

    private typealias Scalars = Substring.UnicodeScalarView

    private func words(_ text: String) -> [Scalars] {
        let scalars = text[...].unicodeScalars
        switch tokenizer {
        case .word, .prefix: return scalars.split { !Self.isWord($0) }
        case .whitespace: return scalars.split { $0.properties.isWhitespace }
        case .multilingual: return scalars.split { !Self.isWord($0) }.flatMap(Self.cutUnspaced)
        }
    }

    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 128 {
            return (48...57).contains(scalar.value) || (97...122).contains(scalar.value | 32)
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// Cuts the characters of scripts that put no spaces between words into tokens of one.
    private static func cutUnspaced(_ word: Scalars) -> [Scalars] {
        var tokens: [Scalars] = []
        var start = word.startIndex
        var place = start
        while place < word.endIndex {
            let next = word.index(after: place)
            if isUnspaced(word[place]) {
                if start < place { tokens.append(word[start..<place]) }
                tokens.append(word[place..<next])
                start = next
            }
            place = next
        }
        if start < place { tokens.append(word[start..<place]) }
        return tokens
    }

    /// Thai, Lao, Myanmar, Khmer, kana, bopomofo and ideographs.
    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x312F, 0x31A0...0x31FF, 0xFF66...0xFF9F: true
        default: scalar.properties.isIdeographic
        }
    }

    /// Every beginning of a word from the least to the greatest length, the word itself when it is shorter.
    private func beginnings(_ word: Scalars) -> [Scalars] {
        let length = word.count
        let least = max(1, minTokenLength ?? 1)
        let greatest = min(length, maxTokenLength ?? length)
        guard least <= greatest else { return least > length ? [word] : [] }
        return (least...greatest).map { word.prefix($0) }
    }

    private func token(_ word: Scalars) -> ByteString? {
        if minTokenLength != nil || maxTokenLength != nil {
            let length = word.count
            if let minTokenLength, length < minTokenLength { return nil }
            if let maxTokenLength, length > maxTokenLength { return nil }
        }
        var text = String(word)
        if foldsAccents { text = text.folding(options: .diacriticInsensitive, locale: nil) }
        if lowercase { text = text.lowercased() }
        guard stopwords.isEmpty || !stopwords.contains(text) else { return nil }
        if let stemmer, tokenizer != .prefix { text = stemmer.stem(text) }
        return ByteString(text)
    }
}
