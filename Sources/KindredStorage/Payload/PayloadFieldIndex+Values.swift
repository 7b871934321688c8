internal import RoaringBitmaps

extension PayloadFieldIndex {
    /// How many distinct values the index has, at most.
    var valueCount: Int { strings.keys.count + bools.keys.count + uuids.keys.count + integers.count + doubles.count }

    /// For each value how many of some slots have it, all of which must be regular.
    func counts(among slots: RoaringBitmap) -> [JSONValue: Int] {
        switch schema {
        case .keyword: counts(strings, slots) { .string($0.string) }
        case .bool: counts(bools, slots) { .bool($0) }
        case .uuid: counts(uuids, slots) { .string($0.description) }
        case .integer: integerCounts(among: slots)
        case .float, .datetime, .geo, .text: [:]
        }
    }

    private func counts<Key>(_ index: PostingIndex<Key>, _ slots: RoaringBitmap, _ value: (Key) -> JSONValue) -> [JSONValue: Int] {
        var result: [JSONValue: Int] = [:]
        for (key, posting) in zip(index.keys, index.postings) {
            let count =
                switch posting {
                case .one(let slot): slots.contains(slot) ? 1 : 0
                case .many(let bitmap): bitmap.intersectionCount(slots)
                }
            if count > 0 { result[value(key)] = count }
        }
        return result
    }

    /// A list may hold an integer twice, which counts once.
    private func integerCounts(among slots: RoaringBitmap) -> [JSONValue: Int] {
        struct Pair: Hashable {
            let key: Int64
            let slot: UInt32
        }
        var result: [JSONValue: Int] = [:], seen: Set<Pair> = []
        for run in integers.runs + [integers.tail] {
            for (key, slot) in zip(run.keys, run.slots) where slots.contains(slot) {
                if multiple.contains(slot), !seen.insert(Pair(key: key, slot: slot)).inserted { continue }
                result[.int(key), default: 0] += 1
            }
        }
        return result
    }

    /// The first values in an order among some slots, all of which must be regular: at least `limit` where there are as many.
    func leading(_ limit: Int, isDescending: Bool, from start: OrderValue?, among slots: RoaringBitmap) -> [(value: OrderValue, slot: UInt32)] {
        func isBefore(_ value: OrderValue) -> Bool { start.map { isDescending ? $0 < value : value < $0 } ?? false }
        if schema == .float {
            return doubles.leading(limit, isDescending: isDescending, isBefore: { isBefore(.double($0)) }, same: ==, where: slots.contains)
                .map { (.double($0.key), $0.slot) }
        }
        return integers.leading(limit, isDescending: isDescending, isBefore: { isBefore(.int($0)) }, same: ==, where: slots.contains)
            .map { (.int($0.key), $0.slot) }
    }
}
