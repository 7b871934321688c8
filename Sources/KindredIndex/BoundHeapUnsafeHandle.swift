/// A queue of nodes by a bound, smallest first: a binary heap of `bound << 32 | id`, so ties go to the smaller id.
///
/// Memory is the caller's scratch; it grows when it must and is kept from search to search.
@safe struct BoundHeap: ~Copyable {
    private var entries: UnsafeMutablePointer<UInt64>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        unsafe entries = .allocate(capacity: self.capacity)
    }

    deinit { unsafe entries.deallocate() }

    @inline(__always) mutating func removeAll() { count = 0 }

    /// The smallest entry; there must be one.
    @inline(__always) var first: UInt64 { unsafe entries[0] }

    @inline(__always) mutating func push(_ entry: UInt64) {
        if count == capacity { grow() }
        var place = count
        count &+= 1
        while place > 0 {
            let parent = (place &- 1) >> 1
            let above = unsafe entries[parent]
            if above <= entry { break }
            unsafe entries[place] = above
            place = parent
        }
        unsafe entries[place] = entry
    }

    /// Takes the smallest entry out; there must be one.
    @inline(__always) mutating func pop() -> UInt64 {
        let smallest = unsafe entries[0]
        count &-= 1
        let last = unsafe entries[count]
        var place = 0
        while true {
            var child = place &* 2 &+ 1
            if child >= count { break }
            if child &+ 1 < count, unsafe entries[child &+ 1] < entries[child] { child &+= 1 }
            if unsafe entries[child] >= last { break }
            unsafe entries[place] = entries[child]
            place = child
        }
        unsafe entries[place] = last
        return smallest
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * capacity)
        unsafe larger.update(from: entries, count: count)
        unsafe entries.deallocate()
        unsafe entries = larger
        capacity *= 2
    }
}
