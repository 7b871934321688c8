internal import RoaringBitmaps

/// From each value to the slots that have it.
struct PostingIndex<Key: Hashable & Sendable>: Sendable {
    /// The values, in the order in which they were met.
    private(set) var keys: [Key] = []
    private(set) var postings: [Posting] = []
    private var places: [Key: Int] = [:]

    init() {}

    /// An index of the given lists; nil when a value stands twice.
    init?(keys: [Key], postings: [Posting]) {
        self.keys = keys
        self.postings = postings
        places.reserveCapacity(keys.count)
        for (place, key) in keys.enumerated() where places.updateValue(place, forKey: key) != nil { return nil }
    }

    mutating func insert(_ key: Key, _ slot: UInt32) {
        if let place = places[key] {
            postings[place].insert(slot)
        } else {
            places[key] = keys.count
            keys.append(key)
            postings.append(.one(slot))
        }
    }

    /// The slots of a value.
    func slots(_ key: Key) -> RoaringBitmap { places[key].map { postings[$0].bitmap } ?? RoaringBitmap() }

    /// The number of slots of a value.
    func count(_ key: Key) -> Int { places[key].map { postings[$0].count } ?? 0 }

    /// The slots that have at least one of the values.
    func slots(anyOf keys: some Sequence<Key>) -> RoaringBitmap {
        var single = SlotCollector()
        var lists: [RoaringBitmap] = []
        for key in keys {
            switch places[key].map({ postings[$0] }) {
            case .one(let slot): single.slots.append(slot)
            case .many(let bitmap): lists.append(bitmap)
            case nil: break
            }
        }
        if !single.slots.isEmpty { lists.append(single.bitmap) }
        return lists.count == 1 ? lists[0] : RoaringBitmap.union(of: lists)
    }

    /// The slots that have all of the values, starting from the rarest.
    func slots(allOf keys: [Key]) -> RoaringBitmap {
        let ordered = keys.sorted { count($0) < count($1) }
        guard let rarest = ordered.first else { return RoaringBitmap() }
        var result = slots(rarest)
        for key in ordered.dropFirst() where !result.isEmpty { result.formIntersection(slots(key)) }
        return result
    }

    /// The slots that have a value with the property. O(number of distinct values).
    func slots(where property: (Key) -> Bool) -> RoaringBitmap {
        slots(anyOf: keys.lazy.filter(property))
    }
}

/// The slots of one value: most values of a name-like field have just one, which needs no bitmap.
enum Posting: Sendable {
    case one(UInt32)
    case many(RoaringBitmap)

    mutating func insert(_ slot: UInt32) {
        switch self {
        case .one(slot): break
        case .one(let other): self = .many(other < slot ? [other, slot] : [slot, other])
        case .many(var bitmap):
            // Let go of the enum's copy, so that the insertion happens in place.
            self = .one(slot)
            bitmap.insert(slot)
            self = .many(bitmap)
        }
    }

    var bitmap: RoaringBitmap {
        switch self {
        case .one(let slot): [slot]
        case .many(let bitmap): bitmap
        }
    }

    var count: Int {
        switch self {
        case .one: 1
        case .many(let bitmap): bitmap.count
        }
    }
}
