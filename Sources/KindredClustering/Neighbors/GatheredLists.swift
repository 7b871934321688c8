internal import KindredMath
internal import Synchronization

/// The lists of 0..<count, asked for range by range on some threads and joined in order.
func gathered(_ count: Int, threads: Int, _ lists: @Sendable (Range<Int>) -> NeighborLists) -> NeighborLists {
    let grain = 256
    guard threads > 1, count > grain else { return count > 0 ? lists(0..<count) : NeighborLists() }
    let parts = Mutex([Int: NeighborLists]())
    Workers(count: threads).run(count, grain: grain) { _, range in
        let part = lists(range)
        parts.withLock { $0[range.lowerBound] = part }
    }
    return parts.withLock { parts in
        var joined = NeighborLists()
        for start in parts.keys.sorted() { if let part = parts.removeValue(forKey: start) { joined.append(part) } }
        return joined
    }
}
