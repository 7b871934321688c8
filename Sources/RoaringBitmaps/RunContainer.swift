/// A maximal range of consecutive values of a chunk, both ends included.
struct Run: Sendable, Equatable {
    var first: UInt16
    var last: UInt16

    var count: Int { Int(last) - Int(first) + 1 }
}

/// A chunk as a list of its runs: four bytes each.
struct RunContainer: Sendable, Equatable {
    /// Ascending, and neither overlapping nor touching.
    private(set) var runs: [Run]

    /// The number of values in all runs.
    private(set) var count: Int

    init() {
        runs = []
        count = 0
    }

    init(_ range: ClosedRange<UInt16>) {
        runs = [Run(first: range.lowerBound, last: range.upperBound)]
        count = range.count
    }

    init(_ array: ArrayContainer) {
        self.init()
        for value in array.values { append(value, value) }
    }

    init(_ bitset: BitsetContainer) {
        self.init()
        for (index, word) in bitset.words.enumerated() {
            var rest = word
            while rest != 0 {
                let start = rest.trailingZeroBitCount
                let length = (~(rest >> UInt64(start))).trailingZeroBitCount
                let base = index << 6 + start
                append(UInt16(base), UInt16(base + length - 1))
                rest = start + length == 64 ? 0 : rest & (.max << UInt64(start + length))
            }
        }
    }

    var isFull: Bool { count == 1 << 16 }

    /// Adds a run at the end; it must not start before the end of the last one, with which it fuses when they touch.
    mutating func append(_ first: UInt16, _ last: UInt16) {
        count += Int(last) - Int(first) + 1
        if let end = runs.last?.last, Int(end) + 1 == Int(first) {
            runs[runs.count - 1].last = last
        } else {
            runs.append(Run(first: first, last: last))
        }
    }

    /// The index of the first run that does not end before `value`.
    func locate(_ value: UInt16) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) >> 1
            if runs[middle].last < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func contains(_ value: UInt16) -> Bool {
        let index = locate(value)
        return index < runs.count && runs[index].first <= value
    }

    mutating func insert(_ value: UInt16) -> Bool {
        if contains(value) { return false }
        insert(value...value)
        return true
    }

    mutating func insert(_ range: ClosedRange<UInt16>) {
        // The runs that overlap or touch the range become one with it.
        let start = locate(range.lowerBound == 0 ? 0 : range.lowerBound - 1)
        var end = start
        var union = Run(first: range.lowerBound, last: range.upperBound)
        while end < runs.count, Int(runs[end].first) <= Int(range.upperBound) + 1 {
            union.first = min(union.first, runs[end].first)
            union.last = max(union.last, runs[end].last)
            count -= runs[end].count
            end += 1
        }
        count += union.count
        runs.replaceSubrange(start..<end, with: CollectionOfOne(union))
    }

    mutating func remove(_ value: UInt16) -> Bool {
        let index = locate(value)
        guard index < runs.count, runs[index].first <= value else { return false }
        let run = runs[index]
        count -= 1
        switch (run.first == value, run.last == value) {
        case (true, true): runs.remove(at: index)
        case (true, false): runs[index].first += 1
        case (false, true): runs[index].last -= 1
        case (false, false):
            runs[index].last = value - 1
            runs.insert(Run(first: value + 1, last: run.last), at: index + 1)
        }
        return true
    }

    /// The values `x` for which `keep(self.contains(x), other.contains(x))` holds; `keep(false, false)` must not.
    ///
    /// Sweeps over the 2(*r* + *s*) ends of the runs of both: between two of them nothing changes.
    @inline(__always)
    func combining(_ other: RunContainer, _ keep: (Bool, Bool) -> Bool) -> RunContainer {
        var (a, b) = (RunEnds(runs), RunEnds(other.runs))
        var result = RunContainer()
        var start: Int?
        while true {
            let position = Swift.min(a.position, b.position)
            if position == RunEnds.exhausted { return result }
            a.pass(position)
            b.pass(position)
            if keep(a.isInside, b.isInside) {
                start = start ?? position
            } else if let first = start {
                result.append(UInt16(first), UInt16(position - 1))
                start = nil
            }
        }
    }
}

/// The places where a list of runs is entered and left, in order.
private struct RunEnds {
    static let exhausted = Int.max

    private let runs: [Run]
    private var index = 0
    private(set) var isInside = false

    /// The next place where something changes: the first value of a run or the one after its last.
    private(set) var position: Int

    init(_ runs: [Run]) {
        self.runs = runs
        position = runs.first.map { Int($0.first) } ?? Self.exhausted
    }

    /// Steps over the end at `position`, if there is one.
    @inline(__always)
    mutating func pass(_ position: Int) {
        if position != self.position { return }
        if isInside {
            index += 1
            isInside = false
            self.position = index < runs.count ? Int(runs[index].first) : Self.exhausted
        } else {
            isInside = true
            self.position = Int(runs[index].last) + 1
        }
    }
}
