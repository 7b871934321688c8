/// The nearest places by estimate, of `key << 32 | place`, in no order: they are many, and all are compared again.
///
/// Places are taken until twice as many are there as are wanted (at least 128 more); then the nearer half is kept by
/// selection, and its farthest bounds what is taken from there on. A sorted run would move half its entries for each.
@safe struct CandidatePool: ~Copyable {
    private let entries: UnsafeMutablePointer<UInt64>
    private let capacity: Int
    private let room: Int
    private(set) var count = 0
    /// Estimates below this may still be among the nearest.
    private(set) var bound = Float.infinity

    /// Entries the memory of a pool must have room for.
    static func room(_ capacity: Int) -> Int { capacity + max(capacity, 128) }

    init(_ entries: UnsafeMutablePointer<UInt64>, capacity: Int) {
        self.capacity = capacity
        room = Self.room(capacity)
        unsafe self.entries = entries
    }

    @inline(__always) mutating func insert(_ value: Float, place: Int) {
        unsafe entries[count] = UInt64(FloatOrder.key(value)) << 32 | UInt64(truncatingIfNeeded: place)
        count &+= 1
        if count == room { cut() }
    }

    /// Leaves the nearest, at most as many as are wanted.
    mutating func cut() {
        guard count > capacity else { return }
        select()
        count = capacity
        var last: UInt64 = 0
        for i in 0..<capacity { last = unsafe max(last, entries[i]) }
        bound = FloatOrder.value(UInt32(truncatingIfNeeded: last >> 32))
    }

    /// Hoare's selection: the `capacity` least entries come first. No two entries are equal.
    private func select() {
        var low = 0, high = count - 1
        while low < high {
            let middle = unsafe entries[low &+ (high &- low) / 2]
            let first = unsafe entries[low], last = unsafe entries[high]
            let pivot = max(min(first, middle), min(max(first, middle), last))
            var i = low, j = high
            while i <= j {
                while unsafe entries[i] < pivot { i &+= 1 }
                while unsafe entries[j] > pivot { j &-= 1 }
                if i <= j {
                    let entry = unsafe entries[i]
                    unsafe entries[i] = entries[j]
                    unsafe entries[j] = entry
                    i &+= 1
                    j &-= 1
                }
            }
            if capacity &- 1 <= j { high = j } else if capacity &- 1 >= i { low = i } else { return }
        }
    }

    /// The place of an entry, and its key.
    @inline(__always) func place(_ i: Int) -> Int { unsafe Int(entries[i] & 0xFFFF_FFFF) }
    @inline(__always) func key(_ i: Int) -> UInt32 { unsafe UInt32(truncatingIfNeeded: entries[i] >> 32) }
}
