/// A chunk as 65,536 bits: 8 KiB whatever is in it.
struct BitsetContainer: Sendable, Equatable {
    /// How many words make a chunk.
    static let wordCount = 1024

    /// Bit `v & 63` of word `v >> 6` is set when `v` is in the chunk.
    var words: [UInt64]

    /// The number of set bits.
    var count: Int

    init() {
        words = [UInt64](repeating: 0, count: Self.wordCount)
        count = 0
    }

    init(words: [UInt64], count: Int) {
        self.words = words
        self.count = count
    }

    init(_ array: ArrayContainer) {
        self.init()
        insert(array)
    }

    init(_ runs: RunContainer) {
        self.init()
        for run in runs.runs { insert(run.first...run.last) }
    }

    func contains(_ value: UInt16) -> Bool {
        words[Int(value >> 6)] >> UInt64(value & 63) & 1 == 1
    }

    mutating func insert(_ value: UInt16) -> Bool {
        let (index, bit) = (Int(value >> 6), UInt64(1) << UInt64(value & 63))
        let isNew = words[index] & bit == 0
        words[index] |= bit
        count += isNew ? 1 : 0
        return isNew
    }

    mutating func remove(_ value: UInt16) -> Bool {
        let (index, bit) = (Int(value >> 6), UInt64(1) << UInt64(value & 63))
        let wasThere = words[index] & bit != 0
        words[index] &= ~bit
        count -= wasThere ? 1 : 0
        return wasThere
    }

    mutating func insert(_ array: ArrayContainer) {
        for value in array.values { _ = insert(value) }
    }

    mutating func remove(_ array: ArrayContainer) {
        for value in array.values { _ = remove(value) }
    }

    mutating func toggle(_ array: ArrayContainer) {
        for value in array.values where !insert(value) { _ = remove(value) }
    }

    mutating func insert(_ range: ClosedRange<UInt16>) { change(range) { $0 | $1 } }

    mutating func remove(_ range: ClosedRange<UInt16>) { change(range) { $0 & ~$1 } }

    mutating func toggle(_ range: ClosedRange<UInt16>) { change(range) { $0 ^ $1 } }

    /// Replaces each word `range` touches by `operation` of it and the mask of the range's bits in it.
    @inline(__always)
    private mutating func change(_ range: ClosedRange<UInt16>, _ operation: (UInt64, UInt64) -> UInt64) {
        for (index, mask) in WordMasks(range) {
            let old = words[index]
            let new = operation(old, mask)
            words[index] = new
            count += new.nonzeroBitCount - old.nonzeroBitCount
        }
    }

    /// How many maximal ranges of consecutive integers the values form.
    var runCount: Int {
        var runs = 0
        var carry: UInt64 = 0
        for word in words {
            // A run starts at each set bit whose lower neighbour is not set.
            runs += (word & ~(word << 1 | carry)).nonzeroBitCount
            carry = word >> 63
        }
        return runs
    }
}

/// The words a range of bits touches, each with the mask of the range's bits in it.
struct WordMasks: Sequence, IteratorProtocol {
    private var index: Int
    private let last: Int
    private var head: UInt64
    private let tail: UInt64

    init(_ range: ClosedRange<UInt16>) {
        index = Int(range.lowerBound >> 6)
        last = Int(range.upperBound >> 6)
        head = .max << UInt64(range.lowerBound & 63)
        tail = .max >> UInt64(63 - range.upperBound & 63)
    }

    mutating func next() -> (index: Int, mask: UInt64)? {
        if index > last { return nil }
        let mask = index == last ? head & tail : head
        head = .max
        index += 1
        return (index - 1, mask)
    }
}
