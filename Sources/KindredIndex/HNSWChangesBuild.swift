internal import KindredMath

// Additions are the build going on: a slot's level depends on the seed and the slot, batches grow by the same rule.
// Removals are marks: a removed node is still walked across, it is only not returned. Vacuuming is building anew.

extension HNSW {
    /// Whether additions walk the whole level once more to relink what cannot be reached: from this share of the graph on.
    private static let reachShare = 64

    /// Adds the rows that lie behind those indexed so far.
    ///
    /// Copies the graph when another value shares it or it lies in a file, and computes the keys of its links the first
    /// time, so add in batches: O(n) once, then about as much a row as in a build. Inline records are all made anew each time.
    /// ``recall`` stays as it was measured.
    /// - Parameter rows: the rows indexed so far, unchanged, and more behind them.
    /// - Throws: `mismatch` when there are fewer rows or rows of another shape, `cancelled` (the index is as it was).
    public mutating func add(_ rows: VectorRows, context: BuildContext = BuildContext()) throws(IndexError) {
        guard rows.count >= count, rows.dimension == self.rows.dimension, rows.element == self.rows.element else {
            throw IndexError(
                .mismatch,
                "\(rows.count) rows of \(rows.dimension) \(rows.element) do not continue "
                    + "\(count) rows of \(self.rows.dimension) \(self.rows.element)")
        }
        guard rows.count > count else { return }
        let before = count
        let draw = HNSWLevels(seed: parameters.seed, mL: parameters.mL)
        let larger = graph.grown(adding: (before..<rows.count).map { UInt8(draw.level(of: $0)) })
        var codes = self.codes
        try codes?.append(rows, threads: context.threads)
        var next = try HNSW(rows: rows, reduction: reduction, parameters: parameters, graph: larger, codes: codes)
        next.recall = recall
        next.live = live.map { $0.extended(to: rows.count) }
        let keys = HNSWLinkKeys(larger)
        let builder = HNSWBuilder(
            graph: larger, keys: keys, space: next.space, parameters: parameters, threads: context.threads)
        builder.recallKeys(of: before, from: linkKeys)
        try builder.insert(to: rows.count, context)
        try builder.fill(before..<rows.count, context)
        if (rows.count - before) * Self.reachShare >= rows.count { builder.reach() }
        if parameters.layout == .inline { next.records = try InlineRecords.make(larger, rows, context) }
        next.linkKeys = keys
        self = next
    }

    /// Removes rows from all results to come; those that are no rows or removed already are ignored.
    ///
    /// Removing the entry point promotes another node of the highest level.
    public mutating func remove(_ slots: some Sequence<UInt32>) {
        let gone = SlotSet(slots, universe: count)
        guard gone.count > 0 else { return }
        let rest = (live ?? .all(count)).subtracting(gone)
        live = rest
        guard !rest.contains(graph.entry), let next = highest(of: rest) else { return }
        graph = graph.entered(at: next)
    }

    /// Rows not removed.
    public var liveCount: Int { live?.count ?? count }

    private func highest(of slots: SlotSet) -> UInt32? {
        var best: UInt32?
        slots.forEach(below: count) { slot in
            if best.map({ graph.level(slot) > graph.level($0) }) ?? true { best = slot }
        }
        return best
    }
}

extension HNSWBuilder {
    /// Copies the keys of the first `count` nodes' links, or computes them.
    func recallKeys(of count: Int, from known: HNSWLinkKeys?) {
        if let known {
            keys.copy(known, count)
            return
        }
        workers.run(count, grain: 256) { [self] worker, range in
            for id in range.lazy.map(UInt32.init) {
                let query = unsafe space.query(id, scratches[worker].decoded)
                for level in 0...graph.level(id) {
                    unsafe space.gather(query, graph.row(id, level), graph.linkCount(id, level), keys.row(id, level))
                }
            }
        }
    }
}

extension HNSWLinkKeys {
    /// Takes over the keys of the first `count` nodes of a smaller graph.
    func copy(_ other: HNSWLinkKeys, _ count: Int) {
        for id in 0..<UInt32(count) {
            for level in 0...graph.level(id) {
                unsafe row(id, level).update(from: other.row(id, level), count: graph.stride(level))
            }
        }
    }
}

extension SlotSet {
    /// The set with all slots between its universe and a larger one added.
    func extended(to universe: Int) -> SlotSet {
        SlotSet(slots + (UInt32(self.universe)..<UInt32(universe)), universe: universe)
    }
}
