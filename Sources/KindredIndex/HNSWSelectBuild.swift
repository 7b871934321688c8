// SELECT-NEIGHBORS-SIMPLE and -HEURISTIC: algorithms 3 and 4 of the HNSW paper.
//
// Departures:
// 1. "Nearer to q than to every kept one" is strict: a candidate as near to a kept one as to q is discarded, so exact
//    copies of a kept neighbour do not take its siblings' slots. See HNSWReachBuild for what keeps them reachable.
// 2. extendCandidates looks at the frozen graph and only when a node is inserted, not when a full row is shrunk.

/// Chooses links among candidates.
// Sendable: pointers of Space only.
@safe struct HNSWSelector: @unchecked Sendable {
    let space: Space
    let selection: HNSWParameters.Selection
    let keepPruned: Bool

    /// Chooses at most `m` of the `count` sorted `candidates` (beam entries) and moves them to the front, in the order of
    /// choice. Returns how many.
    func select(_ candidates: UnsafeMutablePointer<UInt64>, _ count: Int, _ m: Int, _ scratch: SearchScratch) -> Int {
        guard selection == .heuristic else { return min(count, m) }
        let kept = unsafe scratch.ids
        var keptCount = 0, discarded = 0
        var i = 0
        while i < count && keptCount < m {
            let entry = unsafe candidates[i]
            let id = BeamEntry.id(entry)
            let query = unsafe space.query(id, scratch.decoded)
            if unsafe space.anyAsClose(query, kept, keptCount, BeamEntry.key(entry)) {
                // Discards gather behind the kept: candidates[keptCount..<i] in order.
                discarded &+= 1
            } else {
                unsafe kept[keptCount] = id
                unsafe Self.moveUp(candidates, from: i, to: keptCount)
                keptCount &+= 1
            }
            i &+= 1
        }
        return keepPruned ? min(m, keptCount + discarded) : keptCount
    }

    /// Moves one entry forward past those discarded before it, which keep their order.
    @inline(__always) private static func moveUp(_ entries: UnsafeMutablePointer<UInt64>, from: Int, to: Int) {
        let entry = unsafe entries[from]
        unsafe (entries + to + 1).update(from: entries + to, count: from &- to)
        unsafe entries[to] = entry
    }
}
