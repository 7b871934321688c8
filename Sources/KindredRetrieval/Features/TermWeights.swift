internal import Foundation

// Sivic, Zisserman, "Video Google: a text retrieval approach to object matching in videos", ICCV 2003. idf is ln(N/(1 + df)) + 1, which
// stays positive for a word that every item has.

/// How much each word of a vocabulary says: the rarer it is among the items, the more.
///
///     let weights = TermWeights(counts: [[2, 1], [0, 3]], words: 2)
///     weights.idf            // [1, 0.5945]: ln(2/2) + 1, ln(2/3) + 1
///     weights.vector([2, 1]) // [0.9586, 0.2849], of length 1
public struct TermWeights: Sendable, Hashable {
    /// ln(N/(1 + df)) + 1 of each word, where df of N items have it.
    public let idf: [Float]

    /// Weights out of how often each item has each word.
    ///
    /// - Precondition: as many counts in each item as there are words.
    public init(counts: [[Int]], words: Int) {
        var frequency = [Int](repeating: 0, count: words)
        for item in counts {
            precondition(item.count == words, "\(item.count) counts for \(words) words")
            for word in 0..<words where item[word] > 0 { frequency[word] += 1 }
        }
        idf = frequency.map { Float(log(Double(max(1, counts.count)) / Double(1 + $0)) + 1) }
    }

    /// Count times idf, of unit length; zeros for an item without words.
    ///
    /// - Precondition: as many counts as words.
    public func vector(_ counts: [Int]) -> [Float] {
        precondition(counts.count == idf.count, "\(counts.count) counts for \(idf.count) words")
        return zip(counts, idf).map { Float($0) * $1 }.ofUnitLength
    }
}
