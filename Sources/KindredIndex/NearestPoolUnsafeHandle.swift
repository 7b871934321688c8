/// The k nearest entries seen so far: a sorted run of `key << 32 | slot`, so order is key, then smaller slot.
///
/// Insertion shifts the tail. An exact scan inserts k ln(n/k) times, so k is small against the rows that are only
/// compared with the worst entry.
// Not shared: one search owns it.
@safe struct NearestPool: ~Copyable {
    private let entries: UnsafeMutablePointer<UInt64>
    let capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        unsafe entries = .allocate(capacity: max(capacity, 1))
    }

    deinit { unsafe entries.deallocate() }

    /// The largest key that may still enter.
    var worstKey: UInt32 { count < capacity ? .max : unsafe UInt32(truncatingIfNeeded: entries[count &- 1] >> 32) }

    @inline(__always) mutating func insert(key: UInt32, slot: UInt32) {
        let entry = UInt64(key) << 32 | UInt64(slot)
        var place = count
        if count == capacity {
            guard unsafe entry < entries[count &- 1] else { return }
            place = count &- 1
        } else {
            count &+= 1
        }
        while unsafe place > 0 && entries[place &- 1] > entry {
            unsafe entries[place] = entries[place &- 1]
            place &-= 1
        }
        unsafe entries[place] = entry
    }

    mutating func removeAll() { count = 0 }

    /// The entry at a rank, 0 the nearest.
    subscript(rank: Int) -> UInt64 {
        precondition(rank < count, "rank \(rank) of \(count)")
        return unsafe entries[rank]
    }
}
