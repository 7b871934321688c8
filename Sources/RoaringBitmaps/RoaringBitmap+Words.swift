extension RoaringBitmap {
    /// Creates the set of the positions of the set bits: bit `v & 63` of `words[v >> 6]` stands for `v`.
    ///
    /// - Precondition: there are at most 2²⁶ words.
    /// - Complexity: O(*w*), where *w* is the number of words.
    public init(words: [UInt64]) {
        precondition(words.count <= 1 << 26, "\(words.count) words hold more than 2^32 bits")
        self.init()
        for start in stride(from: 0, to: words.count, by: BitsetContainer.wordCount) {
            let end = Swift.min(start + BitsetContainer.wordCount, words.count)
            let count = words[start..<end].reduce(0) { $0 + $1.nonzeroBitCount }
            if count == 0 { continue }
            var chunk = Array(words[start..<end])
            chunk.append(contentsOf: repeatElement(0, count: BitsetContainer.wordCount - chunk.count))
            append(UInt16(start / BitsetContainer.wordCount), .sized(BitsetContainer(words: chunk, count: count)))
        }
    }

    /// The values below `count` as a dense bitset: bit `v & 63` of word `v >> 6` is set when `v` is in the set.
    ///
    /// - Precondition: `count` is not negative.
    /// - Complexity: O(`count` / 64 + *n*), where *n* is the number of values in array chunks.
    public func words(count: Int) -> [UInt64] {
        var words: [UInt64] = []
        copyBits(into: &words, count: count)
        return words
    }

    /// Overwrites the first ⌈`count` / 64⌉ words with the values below `count`, as `words(count:)` does.
    ///
    /// Words beyond those keep what they hold; missing words are appended. The buffer is not reallocated when it is
    /// long enough.
    ///
    /// - Precondition: `count` is not negative.
    /// - Complexity: O(`count` / 64 + *n*), where *n* is the number of values in array chunks.
    public func copyBits(into words: inout [UInt64], count: Int) {
        precondition(count >= 0, "count \(count) is negative")
        let wordCount = (count + 63) / 64
        if words.count < wordCount {
            words.append(contentsOf: repeatElement(0, count: wordCount - words.count))
        }
        for index in 0..<wordCount { words[index] = 0 }
        for (key, container) in zip(keys, containers) {
            let start = Int(key) * BitsetContainer.wordCount
            if start >= wordCount { break }
            container.setBits(in: &words, from: start, to: Swift.min(start + BitsetContainer.wordCount, wordCount))
        }
        if count & 63 != 0 { words[wordCount - 1] &= .max >> UInt64(64 - count & 63) }
    }
}

extension Container {
    /// Sets the bits of the values in the words from `start` on; values whose word would be at `end` or after are left out.
    fileprivate func setBits(in words: inout [UInt64], from start: Int, to end: Int) {
        switch self {
        case .array(let array):
            for value in array.values {
                let index = start + Int(value >> 6)
                if index >= end { return }
                words[index] |= 1 << UInt64(value & 63)
            }
        case .bitset(let bitset):
            words.replaceSubrange(start..<end, with: bitset.words[..<(end - start)])
        case .run(let runs):
            for run in runs.runs {
                for (index, mask) in WordMasks(run.first...run.last) {
                    if start + index >= end { return }
                    words[start + index] |= mask
                }
            }
        }
    }
}
