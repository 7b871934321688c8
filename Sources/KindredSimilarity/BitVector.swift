import KindredMath

/// A vector of bits, 64 to a word; the unused bits of the last word are 0.
///
///     let x = BitVector([true, false, true, true, false]), y = BitVector([false, false, true, true, true])
///     x.hamming(y)    // 2
///     x.jaccard(y)    // 0.5
public struct BitVector: Sendable, Hashable, Codable {
    /// How many bits.
    public let count: Int
    /// Bit *i* is bit `i % 64` of word `i / 64`.
    public let words: [UInt64]

    /// The given bits, in order.
    public init(_ bits: some Swift.Collection<Bool>) {
        var words = [UInt64](repeating: 0, count: (bits.count + 63) / 64)
        for (i, bit) in bits.enumerated() where bit { words[i / 64] |= 1 << UInt64(i % 64) }
        count = bits.count
        self.words = words
    }

    /// The bits of a vector of numbers: set where a component is not zero.
    public init(nonzero vector: Span<Float>) {
        self.init(vector.indices.map { vector[$0] != 0 })
    }

    /// Bit *i*.
    ///
    /// - Precondition: `0 <= i < count`.
    public subscript(i: Int) -> Bool {
        precondition(i >= 0 && i < count, "bit \(i) of \(count)")
        return words[i / 64] >> UInt64(i % 64) & 1 == 1
    }

    /// How many bits differ.
    ///
    /// - Precondition: equal counts.
    /// - Complexity: O(*n*/64).
    public func hamming(_ other: BitVector) -> Int {
        precondition(count == other.count, "different dimensions: \(count) and \(other.count)")
        return Kernels.active.hamming(words.span, other.words.span)
    }

    /// Bits set in both over bits set in either; 1 when none is set.
    ///
    /// - Precondition: equal counts.
    /// - Complexity: O(*n*/64).
    public func jaccard(_ other: BitVector) -> Double {
        precondition(count == other.count, "different dimensions: \(count) and \(other.count)")
        var both = 0, either = 0
        for (x, y) in zip(words, other.words) {
            both += (x & y).nonzeroBitCount
            either += (x | y).nonzeroBitCount
        }
        return Jaccard.ratio(both, either)
    }
}

extension BitVector {
    private enum CodingKeys: String, CodingKey { case count, words }

    /// - Throws: `DecodingError.dataCorrupted` when words and count disagree or a bit beyond the end is set.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        count = try container.decode(Int.self, forKey: .count)
        words = try container.decode([UInt64].self, forKey: .words)
        let needed = count / 64 + (count % 64 > 0 ? 1 : 0), tail = count % 64
        guard count >= 0, words.count == needed, tail == 0 || words[needed - 1] >> UInt64(tail) == 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .words, in: container, debugDescription: "\(words.count) words do not hold \(count) bits")
        }
    }
}
