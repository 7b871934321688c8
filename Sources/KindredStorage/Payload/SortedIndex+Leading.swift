extension SortedIndex {
    /// The pairs that come first in one direction: of each run as many as `limit`, and all that share the last one's key. Each pair once a run.
    ///
    /// - Parameters:
    ///   - isBefore: whether a key comes before where the order begins; of ascending keys the lower ones do, of descending the greater.
    ///   - same: whether two keys are one.
    ///   - admits: whether a slot counts.
    func leading(
        _ limit: Int, isDescending: Bool, isBefore: (Key) -> Bool, same: (Key, Key) -> Bool, where admits: (UInt32) -> Bool
    ) -> [(key: Key, slot: UInt32)] {
        var found = zip(tail.keys, tail.slots).filter { !isBefore($0.0) && admits($0.1) }.map { (key: $0.0, slot: $0.1) }
        for run in runs {
            let range = isDescending ? Self.range(run, below: { _ in false }, above: isBefore) : Self.range(run, below: isBefore, above: { _ in false })
            let places = isDescending ? stride(from: range.upperBound - 1, to: range.lowerBound - 1, by: -1) : stride(from: range.lowerBound, to: range.upperBound, by: 1)
            found += Self.leading(limit, run, places, same: same, where: admits)
        }
        return found
    }

    private static func leading(
        _ limit: Int, _ run: Run, _ places: StrideTo<Int>, same: (Key, Key) -> Bool, where admits: (UInt32) -> Bool
    ) -> [(key: Key, slot: UInt32)] {
        var found: [(key: Key, slot: UInt32)] = [], slotsOfKey: Set<UInt32> = []
        for place in places {
            let key = run.keys[place], isNew = found.last.map { !same($0.key, key) } ?? true
            if isNew {
                guard found.count < limit else { break }
                slotsOfKey.removeAll(keepingCapacity: true)
            }
            let slot = run.slots[place]
            if admits(slot), slotsOfKey.insert(slot).inserted { found.append((key, slot)) }
        }
        return found
    }
}
