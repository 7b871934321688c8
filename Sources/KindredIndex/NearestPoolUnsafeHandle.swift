/// The k nearest entries seen so far, of `key << 32 | slot`, so order is key, then smaller slot.
///
/// For few, a sorted run: insertion shifts the tail, which an exact scan does only k ln(n/k) times. For many, a heap of
/// entries up to twice as many as wanted, sorted and cut whenever it is full. The memory is the caller's.
@safe struct NearestPool: ~Copyable {
    private let entries: UnsafeMutablePointer<UInt64>
    let capacity: Int
    private(set) var count: Int
    /// The largest key that may still enter.
    private(set) var worstKey: UInt32

    /// More than this are gathered and sorted rather than kept in order.
    static let sortedMax = 1024

    /// Entries the memory of a pool must have room for.
    static func room(_ capacity: Int) -> Int { capacity > sortedMax ? 2 * capacity : capacity }

    /// A pool in `entries`, which has room for ``room(_:)`` and holds `count` in order already.
    init(_ entries: UnsafeMutablePointer<UInt64>, capacity: Int, count: Int = 0) {
        self.capacity = capacity
        self.count = count
        unsafe self.entries = entries
        worstKey = unsafe count < capacity ? .max : UInt32(truncatingIfNeeded: entries[capacity &- 1] >> 32)
    }

    @inline(__always) mutating func insert(key: UInt32, slot: UInt32) {
        insert(UInt64(key) << 32 | UInt64(slot))
    }

    @inline(__always) mutating func insert(_ entry: UInt64) {
        if capacity > Self.sortedMax { gather(entry) } else { place(entry) }
    }

    @inline(__always) private mutating func place(_ entry: UInt64) {
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
        if count == capacity { worstKey = unsafe UInt32(truncatingIfNeeded: entries[count &- 1] >> 32) }
    }

    private mutating func gather(_ entry: UInt64) {
        guard UInt32(truncatingIfNeeded: entry >> 32) <= worstKey else { return }
        unsafe entries[count] = entry
        count &+= 1
        if count == 2 * capacity { cut() }
    }

    private mutating func cut() {
        var all = unsafe UnsafeMutableBufferPointer(start: entries, count: count)
        unsafe all.sort()
        count = min(count, capacity)
        if count == capacity { worstKey = unsafe UInt32(truncatingIfNeeded: entries[count &- 1] >> 32) }
    }

    /// Leaves the nearest in the memory, in order.
    mutating func sort() {
        if capacity > Self.sortedMax { cut() }
    }

    /// Appends what was found, nearest first.
    mutating func append(to results: inout [Neighbor], _ kernels: RowKernels) {
        sort()
        results.reserveCapacity(results.count + count)
        for rank in 0..<count {
            let entry = unsafe entries[rank]
            let key = UInt32(truncatingIfNeeded: entry >> 32)
            results.append(Neighbor(slot: UInt32(truncatingIfNeeded: entry), value: kernels.value(key)))
        }
    }
}
