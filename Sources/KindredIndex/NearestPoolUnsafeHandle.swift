/// The k nearest entries seen so far: a sorted run of `key << 32 | slot`, so order is key, then smaller slot.
///
/// Insertion shifts the tail. An exact scan inserts k ln(n/k) times, so that is little against the rows that are only
/// compared with the worst entry. The memory is the caller's.
@safe struct NearestPool: ~Copyable {
    private let entries: UnsafeMutablePointer<UInt64>
    let capacity: Int
    private(set) var count: Int

    /// A pool in `entries`, which has room for `capacity` and holds `count` already.
    init(_ entries: UnsafeMutablePointer<UInt64>, capacity: Int, count: Int = 0) {
        self.capacity = capacity
        self.count = count
        unsafe self.entries = entries
    }

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

    /// Appends what was found, nearest first.
    func append(to results: inout [Neighbor], _ kernels: RowKernels) {
        results.reserveCapacity(results.count + count)
        for rank in 0..<count {
            let entry = unsafe entries[rank]
            let key = UInt32(truncatingIfNeeded: entry >> 32)
            results.append(Neighbor(slot: UInt32(truncatingIfNeeded: entry), value: kernels.value(key)))
        }
    }
}
