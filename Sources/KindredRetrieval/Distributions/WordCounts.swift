/// How often a text has which words: a bag of words, by their numbers in a vocabulary.
public struct WordCounts: Sendable, Hashable {
    /// Numbers of words, ascending, each once.
    public let words: [Int]
    /// How often each is there; above 0.
    public let counts: [Double]

    /// Counts the words of a text, given as numbers in any order.
    ///
    /// - Precondition: no number is below 0.
    public init(_ tokens: some Sequence<Int>) {
        var counts: [Int: Double] = [:]
        for token in tokens { counts[token, default: 0] += 1 }
        let sorted = counts.sorted { $0.key < $1.key }
        precondition(sorted.first?.key ?? 0 >= 0, "a word of number \(sorted.first?.key ?? 0)")
        words = sorted.map(\.key)
        self.counts = sorted.map(\.value)
    }

    init(words: [Int], counts: [Double]) {
        self.words = words
        self.counts = counts
    }

    /// Words in it, repetitions counted.
    public var total: Double { counts.reduce(0, +) }

    /// The words in ascending order dealt to two hands in turn: the first for looking, the second for guessing.
    ///
    /// - Complexity: O(total).
    var halves: (seen: WordCounts, hidden: WordCounts) {
        var parts: [[Int: Double]] = [[:], [:]], place = 0
        for (word, count) in zip(words, counts) {
            for _ in 0..<Int(count) {
                parts[place % 2][word, default: 0] += 1
                place += 1
            }
        }
        let halves = parts.map { part in
            let sorted = part.sorted { $0.key < $1.key }
            return WordCounts(words: sorted.map(\.key), counts: sorted.map(\.value))
        }
        return (halves[0], halves[1])
    }
}
