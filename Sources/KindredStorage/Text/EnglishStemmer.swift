/// The stem of an English word: the Porter2 algorithm (Porter, An algorithm for suffix stripping, 1980, revised as "english" in
/// Snowball, 2001, here as of its version 3). Words come in lower case; words of fewer than three letters, and words with letters beyond a–z, stay as they are.
///
/// Departure: words with an apostrophe do not occur, since texts are cut at it.
public enum EnglishStemmer {
    /// The stem of a word.
    ///
    ///     EnglishStemmer.stem("indexing") // "index"
    public static func stem(_ word: String) -> String {
        let letters = Array(word.utf8)
        guard letters.count > 2, letters.allSatisfy({ (97...122).contains($0) }) else { return word }
        if let whole = exceptions[word] { return whole }
        var stem = Stem(letters)
        stem.plural()
        if invariants.contains(stem.text) { return stem.text }
        stem.past()
        stem.finalY()
        stem.suffixes(Stem.second, region: stem.r1)
        stem.suffixes(Stem.third, region: stem.r1)
        stem.fourth()
        stem.fifth()
        return stem.lowered
    }

    private static let exceptions = [
        "skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl", "gently": "gentl", "ugly": "ugli", "early": "earli",
        "only": "onli", "singly": "singl", "sky": "sky", "news": "news", "howe": "howe", "atlas": "atlas", "cosmos": "cosmos", "bias": "bias", "andes": "andes",
    ]
    private static let invariants: Set<String> = ["inning", "outing", "evening", "canning", "herring", "earring", "proceed", "exceed", "succeed"]
}

extension EnglishStemmer {
    /// A word on its way to its stem; a `y` that is a consonant is written `Y`.
    struct Stem {
        private var letters: [UInt8]
        /// Where the regions behind the first, and the second, vowel with a consonant after it begin.
        private(set) var r1: Int
        private var r2: Int

        init(_ word: [UInt8]) {
            letters = word
            for place in letters.indices where letters[place] == UInt8(ascii: "y") {
                if place == 0 || Self.isVowel(letters[place - 1]) { letters[place] = UInt8(ascii: "Y") }
            }
            let prefix = ["gener", "commun", "arsen", "univers", "later", "emerg", "organ"].first { word.starts(with: $0.utf8) }
            r1 = prefix?.utf8.count ?? Self.region(letters, from: 0)
            r2 = Self.region(letters, from: r1)
        }

        var text: String { String(decoding: letters, as: UTF8.self) }
        var lowered: String { text.lowercased() }

        private static func isVowel(_ letter: UInt8) -> Bool { "aeiouy".utf8.contains(letter) }

        private static func region(_ letters: [UInt8], from start: Int) -> Int {
            var place = start
            while place + 1 < letters.count {
                if isVowel(letters[place]), !isVowel(letters[place + 1]) { return place + 2 }
                place += 1
            }
            return letters.count
        }

        private func ends(_ suffix: String) -> Bool { letters.count >= suffix.utf8.count && letters.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }
        private func start(of suffix: String) -> Int { letters.count - suffix.utf8.count }
        private mutating func replace(_ suffix: String, by other: String) { letters.replaceSubrange(start(of: suffix)..., with: other.utf8) }
        private func hasVowel(before end: Int) -> Bool { letters[..<end].contains(where: Self.isVowel) }

        /// A vowel between consonants at the end (the last not w, x or Y), a vowel and a consonant that are the whole word, or `past`.
        private var endsShort: Bool {
            if ends("past") { return true }
            let n = letters.count
            guard n >= 2, Self.isVowel(letters[n - 2]), !Self.isVowel(letters[n - 1]) else { return false }
            return n == 2 || !Self.isVowel(letters[n - 3]) && !"wxY".utf8.contains(letters[n - 1])
        }

        private var isShort: Bool { r1 >= letters.count && endsShort }

        mutating func plural() {
            if ends("sses") { return replace("sses", by: "ss") }
            for suffix in ["ied", "ies"] where ends(suffix) { return replace(suffix, by: start(of: suffix) > 1 ? "i" : "ie") }
            if ends("us") || ends("ss") { return }
            if ends("s"), letters.count >= 3, hasVowel(before: letters.count - 2) { letters.removeLast() }
        }

        mutating func past() {
            for suffix in ["eedly", "eed"] where ends(suffix) {
                if start(of: suffix) >= r1 { replace(suffix, by: "ee") }
                return
            }
            for suffix in ["ingly", "edly", "ing", "ed"] where ends(suffix) {
                guard hasVowel(before: start(of: suffix)) else { return }
                replace(suffix, by: "")
                return afterPast()
            }
        }

        private mutating func afterPast() {
            if ends("at") || ends("bl") || ends("iz") { return letters.append(UInt8(ascii: "e")) }
            if letters.count >= 2, letters[letters.count - 1] == letters[letters.count - 2], "bdfgmnprt".utf8.contains(letters[letters.count - 1]) {
                letters.removeLast()
            } else if isShort {
                letters.append(UInt8(ascii: "e"))
            }
        }

        mutating func finalY() {
            guard ends("y") || ends("Y"), letters.count > 2, !Self.isVowel(letters[letters.count - 2]) else { return }
            letters[letters.count - 1] = UInt8(ascii: "i")
        }

        static let second = [
            ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"), ("tional", "tion"), ("biliti", "ble"), ("lessli", "less"),
            ("entli", "ent"), ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"), ("enci", "ence"),
            ("anci", "ance"), ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("ogist", "og"), ("bli", "ble"), ("ogi", "og"), ("li", ""),
        ]
        static let third = [
            ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ative", ""), ("ical", "ic"), ("ness", ""), ("ful", ""),
        ]

        /// Replaces the longest of some suffixes, when it lies behind `region`.
        mutating func suffixes(_ table: [(String, String)], region: Int) {
            guard let (suffix, other) = table.first(where: { ends($0.0) }), start(of: suffix) >= region else { return }
            let before = start(of: suffix) > 0 ? letters[start(of: suffix) - 1] : 0
            switch suffix {
            case "ogi" where before != UInt8(ascii: "l"), "li" where !"cdeghkmnrt".utf8.contains(before): return
            case "ative" where start(of: suffix) < r2: return
            default: replace(suffix, by: other)
            }
        }

        mutating func fourth() {
            let table = ["ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion", "al", "er", "ic"]
            guard let suffix = table.first(where: ends), start(of: suffix) >= r2 else { return }
            if suffix == "ion", !(letters[start(of: suffix) - 1] == UInt8(ascii: "s") || letters[start(of: suffix) - 1] == UInt8(ascii: "t")) { return }
            replace(suffix, by: "")
        }

        mutating func fifth() {
            let n = letters.count
            if ends("e") {
                var rest = self
                rest.letters.removeLast()
                if n - 1 >= r2 || n - 1 >= r1 && !rest.endsShort { self = rest }
            } else if ends("ll"), n - 1 >= r2 {
                letters.removeLast()
            }
        }
    }
}
