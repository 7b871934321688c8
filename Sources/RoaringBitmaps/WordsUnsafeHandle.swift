/// Two bitset containers seen as words: `words` is written, `other` is read; they have the same number of words.
///
/// Written over pointers because a bounds check in each step keeps the compiler from using vector instructions.
@unsafe
struct WordsUnsafeHandle {
    /// The words that change.
    let words: UnsafeMutableBufferPointer<UInt64>

    /// The words they are combined with.
    let other: UnsafeBufferPointer<UInt64>

    /// Replaces each word by `operation(word, otherWord)`; returns how many bits are set afterwards.
    @inline(__always)
    func combine(_ operation: (UInt64, UInt64) -> UInt64) -> Int {
        var count = 0
        for i in unsafe 0..<words.count {
            let word = unsafe operation(words[i], other[i])
            unsafe words[i] = word
            count &+= word.nonzeroBitCount
        }
        return count
    }
}

extension BitsetContainer {
    /// Replaces each word by `operation` of it and the word of `other` at its place.
    @inline(__always)
    mutating func combine(_ other: BitsetContainer, _ operation: (UInt64, UInt64) -> UInt64) {
        assert(words.count == other.words.count, "\(words.count) and \(other.words.count) words")
        count = unsafe words.withUnsafeMutableBufferPointer { words in
            unsafe other.words.withUnsafeBufferPointer { other in
                unsafe WordsUnsafeHandle(words: words, other: other).combine(operation)
            }
        }
    }

    /// How many bits of `operation` of each pair of words are set.
    @inline(__always)
    func combinedCount(_ other: BitsetContainer, _ operation: (UInt64, UInt64) -> UInt64) -> Int {
        unsafe words.withUnsafeBufferPointer { words in
            unsafe other.words.withUnsafeBufferPointer { other in
                var count = 0
                for i in 0..<words.count {
                    count &+= unsafe operation(words[i], other[i]).nonzeroBitCount
                }
                return count
            }
        }
    }

    /// How many values lie inside `range`.
    func count(in range: ClosedRange<UInt16>) -> Int {
        let (first, last) = (Int(range.lowerBound >> 6), Int(range.upperBound >> 6))
        return unsafe words.withUnsafeBufferPointer { words in
            var count = 0
            for i in first...last { count &+= unsafe words[i].nonzeroBitCount }
            // The ends have been counted whole: take back what lies outside.
            let below = unsafe words[first] & ~(.max << UInt64(range.lowerBound & 63))
            let above = unsafe words[last] & ~(.max >> UInt64(63 - range.upperBound & 63))
            return count - below.nonzeroBitCount - above.nonzeroBitCount
        }
    }

    /// The positions of the set bits, ascending.
    var values: [UInt16] {
        unsafe [UInt16](unsafeUninitializedCapacity: count) { out, written in
            var n = 0
            for (i, word) in words.enumerated() {
                var rest = word
                while rest != 0 {
                    unsafe out[n] = UInt16(truncatingIfNeeded: i << 6 | rest.trailingZeroBitCount)
                    n &+= 1
                    rest &= rest &- 1
                }
            }
            written = n
        }
    }
}
