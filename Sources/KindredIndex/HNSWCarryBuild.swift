internal import KindredMath

// Carrying the links of an older graph over into a new one without the nodes that go. A node that loses a neighbour chooses anew among the
// neighbours that stay and the neighbours of those that go: algorithm 4 of Singh, Subramanya, Krishnaswamy, Simhadri, "FreshDiskANN: A Fast
// and Accurate Graph-Based ANN Index for Streaming Similarity Search" (arXiv:2105.09613, 2021).
//
// Departures:
// 1. Links are chosen by the heuristic of HNSW, that of the paper with α = 1, on every level the node has, and among the neighbours of
//    those that stay as well: over ten rounds of 5 % of text embeddings this loses nothing where the paper's choice lost 0.3 points.
// 2. Nodes are given new numbers, close together.
// 3. A node whose neighbours and their neighbours all go is searched for in what was carried, as a new one is.

extension HNSWBuilder {
    /// Writes the links of the kept nodes of an older graph, which become this one's first.
    func carry(_ older: HNSWGraph, _ kept: [UInt32], _ context: BuildContext) throws(IndexError) {
        var places = [UInt32](repeating: HNSWGraph.none, count: older.count)
        for (place, slot) in kept.enumerated() { places[Int(slot)] = UInt32(place) }
        let carrier = HNSWCarrier(older: older, places: places)
        let chunk = 1 << 15
        for start in stride(from: 0, to: kept.count, by: chunk) {
            try context.report(start, of: graph.capacity)
            let part = start..<min(start + chunk, kept.count)
            workers.run(part.count, grain: 256) { [self] worker, range in
                scratches[worker].clearVisited()
                for i in range {
                    let id = UInt32(part.lowerBound + i)
                    for level in 0...graph.level(id) { carry(id, kept[Int(id)], level, carrier, scratches[worker]) }
                }
            }
        }
        guard let entry = carrier.entry(kept, graph) else { return }
        (graph.count, graph.entry, graph.top) = (kept.count, entry, graph.level(entry))
        for id in 0..<UInt32(kept.count) where unsafe graph.chosen[Int(id)] == 0 && kept.count > 1 { adopt(id) }
    }

    /// Carries the links of one node on one level.
    private func carry(_ id: UInt32, _ slot: UInt32, _ level: Int, _ carrier: HNSWCarrier, _ scratch: SearchScratch) {
        let (count, hasLost) = carrier.candidates(of: slot, id, level, scratch), entries = unsafe scratch.entries
        for i in 0..<count { unsafe scratch.unmarkVisited(scratch.ids[i]) }
        if hasLost {
            let found = nearest(count, of: id, max(parameters.efConstruction, graph.degree(level)), scratch)
            unsafe write(entries, selector.select(entries, found, graph.degree(level), scratch), to: id, level)
        } else {
            unsafe space.gather(space.query(id, scratch.query), scratch.ids, count, scratch.keys)
            for i in 0..<count { unsafe entries[i] = BeamEntry.make(key: scratch.keys[i], id: scratch.ids[i]) }
            unsafe write(entries, count, to: id, level)
        }
    }

    /// Links a node that lost all there was from where a search finds it near.
    private func adopt(_ id: UInt32) {
        let scratch = scratches[0], size = unsafe findNear(space.query(id, scratch.query), scratch)
        var count = 0
        for i in 0..<size where unsafe BeamEntry.id(scratch.pool[i]) != id {
            unsafe scratch.entries[count] = scratch.pool[i] & ~BeamEntry.expanded
            count += 1
        }
        unsafe write(scratch.entries, selector.select(scratch.entries, count, parameters.m, scratch), to: id, 0)
    }
}

/// The older graph, which is only read, and where its nodes went.
struct HNSWCarrier: Sendable {
    let older: HNSWGraph
    /// The new number of each older node, or ``HNSWGraph/none``.
    let places: [UInt32]

    /// Where searches begin: where they did, or at the first of the highest nodes that stay.
    func entry(_ kept: [UInt32], _ graph: HNSWGraph) -> UInt32? {
        if !places.isEmpty, places[Int(older.entry)] != HNSWGraph.none { return places[Int(older.entry)] }
        return kept.indices.map { UInt32($0) }.max { (graph.level($0), $1) < (graph.level($1), $0) }
    }

    /// Writes the new numbers of a node's neighbours to `scratch.ids`, each marked as visited; of a node that loses one, the
    /// neighbours of all too.
    func candidates(of slot: UInt32, _ id: UInt32, _ level: Int, _ scratch: SearchScratch) -> (count: Int, hasLost: Bool) {
        let row = unsafe older.row(slot, level), links = count(slot, level)
        var count = 0, hasLost = false
        scratch.markVisited(id)
        for i in 0..<links {
            if unsafe !add(row[i], scratch, &count) { hasLost = true }
        }
        if hasLost {
            for i in 0..<links {
                let near = unsafe row[i], others = unsafe older.row(near, level)
                for j in 0..<self.count(near, level) { unsafe _ = add(others[j], scratch, &count) }
            }
        }
        scratch.unmarkVisited(id)
        return (count, hasLost)
    }

    /// Adds a neighbour that stays and was not met before; false for one that goes.
    @inline(__always) private func add(_ neighbour: UInt32, _ scratch: SearchScratch, _ count: inout Int) -> Bool {
        let place = places[Int(neighbour)]
        guard place != HNSWGraph.none else { return false }
        guard !scratch.isVisited(place), count < scratch.idsCapacity else { return true }
        scratch.markVisited(place)
        unsafe scratch.ids[count] = place
        count += 1
        return true
    }

    /// How many links of a node were chosen.
    private func count(_ slot: UInt32, _ level: Int) -> Int {
        level == 0 ? (unsafe Int(older.chosen[Int(slot)])) : older.linkCount(slot, level)
    }
}
