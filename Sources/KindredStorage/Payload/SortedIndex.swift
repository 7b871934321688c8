internal import RoaringBitmaps

/// Keys in order, each with its slot: what ranges are answered from.
///
/// A logarithmic structure (Bentley and Saxe, Decomposable searching problems, 1980): new pairs gather in a short
/// unsorted tail, a full tail is sorted into a run, and runs of like size are merged, so that adding costs O(log *n*)
/// moves amortised and a range is cut out of O(log *n*) runs by binary search.
struct SortedIndex<Key: Sendable>: Sendable {
    struct Run: Sendable {
        var keys: [Key] = []
        var slots: [UInt32] = []
        var count: Int { keys.count }
    }

    /// Sorted by `precedes`, the longest first.
    var runs: [Run] = []
    /// Not sorted.
    var tail = Run()

    static var tailLimit: Int { 256 }

    /// The number of pairs.
    var count: Int { runs.reduce(tail.count) { $0 + $1.count } }

    mutating func insert(_ key: Key, _ slot: UInt32, by precedes: (Key, Key) -> Bool) {
        tail.keys.append(key)
        tail.slots.append(slot)
        guard tail.count >= Self.tailLimit else { return }
        runs.append(Self.sorted(tail, precedes))
        tail.keys.removeAll(keepingCapacity: true)
        tail.slots.removeAll(keepingCapacity: true)
        while runs.count > 1, runs[runs.count - 2].count <= 2 * runs[runs.count - 1].count {
            let last = runs.removeLast()
            let previous = runs.removeLast()
            runs.append(Self.merged(previous, last, precedes))
        }
    }

    private static func sorted(_ run: Run, _ precedes: (Key, Key) -> Bool) -> Run {
        let order = run.keys.indices.sorted { precedes(run.keys[$0], run.keys[$1]) }
        return Run(keys: order.map { run.keys[$0] }, slots: order.map { run.slots[$0] })
    }

    private static func merged(_ a: Run, _ b: Run, _ precedes: (Key, Key) -> Bool) -> Run {
        var result = Run()
        result.keys.reserveCapacity(a.count + b.count)
        result.slots.reserveCapacity(a.count + b.count)
        var i = 0
        var j = 0
        while i < a.count || j < b.count {
            if j == b.count || (i < a.count && !precedes(b.keys[j], a.keys[i])) {
                result.keys.append(a.keys[i])
                result.slots.append(a.slots[i])
                i += 1
            } else {
                result.keys.append(b.keys[j])
                result.slots.append(b.slots[j])
                j += 1
            }
        }
        return result
    }

    /// The positions in a run of the keys that are neither below nor above.
    static func range(_ run: Run, below: (Key) -> Bool, above: (Key) -> Bool) -> Range<Int> {
        let lower = partition(run.keys.count) { !below(run.keys[$0]) }
        let upper = partition(run.keys.count) { above(run.keys[$0]) }
        return lower..<max(lower, upper)
    }

    /// The first of `0..<count` that has the property, which all after it have too.
    private static func partition(_ count: Int, _ property: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if property(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// How many pairs have a key that is neither below nor above.
    func count(below: (Key) -> Bool, above: (Key) -> Bool) -> Int {
        let inRuns = runs.reduce(0) { $0 + Self.range($1, below: below, above: above).count }
        return inRuns + tail.keys.count { !below($0) && !above($0) }
    }

    /// The slots whose key is neither below nor above and has the property.
    func slots(below: (Key) -> Bool, above: (Key) -> Bool, where property: ((Key) -> Bool)? = nil) -> RoaringBitmap {
        var collector = SlotCollector()
        for run in runs {
            let range = Self.range(run, below: below, above: above)
            for place in range where property?(run.keys[place]) ?? true { collector.slots.append(run.slots[place]) }
        }
        for (key, slot) in zip(tail.keys, tail.slots) where !below(key) && !above(key) && property?(key) ?? true {
            collector.slots.append(slot)
        }
        return collector.bitmap
    }
}

/// Slots in any order, to be made a bitmap.
struct SlotCollector {
    var slots: [UInt32] = []

    /// Many slots are put into a plain bit set, which is faster than sorting as long as it is not mostly empty.
    var bitmap: RoaringBitmap {
        guard let greatest = slots.max() else { return RoaringBitmap() }
        let words = Int(greatest) / 64 + 1
        guard slots.count > 64, words < slots.count * 8 else { return RoaringBitmap(slots) }
        var bits = [UInt64](repeating: 0, count: words)
        for slot in slots { bits[Int(slot >> 6)] |= 1 << UInt64(slot & 63) }
        return RoaringBitmap(words: bits)
    }
}
