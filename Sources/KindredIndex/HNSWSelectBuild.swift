// SELECT-NEIGHBORS-SIMPLE and -HEURISTIC: algorithms 3 and 4 of the HNSW paper.
//
// Departures:
// 1. A candidate is discarded when a kept one is nearer to it than the node is; when they are equally near it stays. (The
//    paper keeps it only when the node is nearer. An exact copy of the node, kept first, would then discard all others.)
//    Of exact copies of the node one is kept. See HNSWReachBuild for what keeps the others reachable.
// 2. extendCandidates looks at the frozen graph and only when a node is inserted, not when a full row is shrunk.

/// Chooses links among candidates.
// Sendable: pointers of Space only.
@safe struct HNSWSelector: @unchecked Sendable {
    let space: Space
    let selection: HNSWParameters.Selection
    let keepPruned: Bool
    /// Whether key 0 means that two rows are the same.
    let hasZero: Bool

    init(space: Space, selection: HNSWParameters.Selection, keepPruned: Bool) {
        self.space = space
        self.selection = selection
        self.keepPruned = keepPruned
        hasZero = !space.kernels.reduction.isSimilarity
    }

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
            let isSecondCopy = keptCount > 0 && hasZero && BeamEntry.key(entry) == 0
            if unsafe isSecondCopy || space.anyCloser(query, kept, keptCount, BeamEntry.key(entry)) {
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
