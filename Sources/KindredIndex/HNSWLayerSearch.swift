// SEARCH-LAYER of Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical
// Navigable Small World graphs" (2016), algorithm 2, and the greedy descent that is its case ef = 1.
//
// Departures:
// 1. One sorted run (the beam) instead of the heaps C and W: candidates beyond the ef nearest would never be expanded,
//    so the first entry not yet expanded is the top of C and the last entry the top of W.
// 2. Ties are broken by the smaller id everywhere, so a search has one answer on every machine.
// 3. The beam holds at most `twins` nodes at exactly the same distance. They are copies of one row, as good as always,
//    and a thousand of them would fill the beam and end the walk where they are.

extension HNSWGraph {
    /// Widens the sorted beam in `scratch.pool` from its first `size` entries to the `ef` nearest nodes of a level.
    ///
    /// The entries must be marked visited and not expanded. Returns the beam's size.
    func searchLayer(
        _ query: UnsafeRawPointer, _ space: Space, level: Int, ef: Int, twins: Int, from size: Int, _ scratch: SearchScratch
    ) -> Int {
        let pool = unsafe scratch.pool, fresh = unsafe scratch.ids, keys = unsafe scratch.keys
        let kernels = space.kernels, stride = stride(level)
        var size = size, cursor = 0
        while cursor < size {
            unsafe pool[cursor] |= BeamEntry.expanded
            let row = unsafe row(BeamEntry.id(pool[cursor]), level)
            unsafe Self.advance(&cursor, pool, size)
            if cursor < size { unsafe kernels.prefetch(self.row(BeamEntry.id(pool[cursor]), level), stride) }
            let count = unsafe kernels.unvisited(row, stride, scratch, fresh)
            if count == 0 { continue }
            unsafe space.gather(query, fresh, count, keys)
            unsafe Self.widen(pool, &size, ef, twins, &cursor, kernels, fresh, count, scratch)
        }
        return size
    }

    /// Puts those of `count` gathered ids in the beam that belong there.
    @inline(__always) static func widen(
        _ pool: UnsafeMutablePointer<UInt64>, _ size: inout Int, _ ef: Int, _ twins: Int, _ cursor: inout Int,
        _ kernels: RowKernels, _ ids: UnsafePointer<UInt32>, _ count: Int, _ scratch: SearchScratch
    ) {
        let bound = unsafe size == ef ? pool[size &- 1] : .max
        let nearer = unsafe kernels.below(bound, ids, count, scratch), entries = unsafe scratch.nearer
        for i in 0..<nearer {
            let entry = unsafe entries[i]
            if size == ef, unsafe entry > pool[size &- 1] { continue }
            unsafe insert(entry, pool, &size, ef, twins, &cursor, kernels)
        }
    }

    @inline(__always) static func advance(_ cursor: inout Int, _ pool: UnsafeMutablePointer<UInt64>, _ size: Int) {
        repeat { cursor &+= 1 } while unsafe cursor < size && pool[cursor] & BeamEntry.expanded != 0
    }

    /// Puts an entry in its place unless it has `twins` already; the last one falls off a full beam. The cursor moves back to what landed before it.
    @inline(__always) static func insert(
        _ entry: UInt64, _ pool: UnsafeMutablePointer<UInt64>, _ size: inout Int, _ ef: Int, _ twins: Int,
        _ cursor: inout Int, _ kernels: RowKernels
    ) {
        let place = unsafe kernels.rank(pool, size, entry)
        if place >= twins, unsafe BeamEntry.key(pool[place &- twins]) == BeamEntry.key(entry) { return }
        if place &+ twins <= size, unsafe BeamEntry.key(pool[place &+ twins &- 1]) == BeamEntry.key(entry) { return }
        if size < ef { size &+= 1 }
        unsafe (pool + place + 1).update(from: pool + place, count: size &- 1 &- place)
        unsafe pool[place] = entry
        if place < cursor { cursor = place }
    }

    /// Begins a beam at the entry point and walks down, greedily, to `bottom` + 1: the beam's only entry is the nearest
    /// node met.
    func descend(_ query: UnsafeRawPointer, _ space: Space, to bottom: Int, _ scratch: SearchScratch) {
        unsafe scratch.ids[0] = entry
        unsafe space.gather(query, scratch.ids, 1, scratch.keys)
        var best = unsafe BeamEntry.make(key: scratch.keys[0], id: entry)
        var level = top
        while level > bottom {
            var nearest = best
            repeat {
                best = nearest
                let id = BeamEntry.id(best), count = linkCount(id, level)
                let row = unsafe row(id, level)
                unsafe space.gather(query, row, count, scratch.keys)
                for i in 0..<count { nearest = unsafe min(nearest, BeamEntry.make(key: scratch.keys[i], id: row[i])) }
            } while nearest < best
            level -= 1
        }
        unsafe scratch.pool[0] = best
    }
}
