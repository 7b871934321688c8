// The links back: every node that was chosen as a neighbour links to the one that chose it, and is shrunk when that is
// too many. Targets are independent of each other, so threads share them.

/// The key of every link of a graph, kept beside it while it is built: shrinking a node then computes no distance to it.
// Sendable: written by the builder's threads, each to rows of its own.
@safe final class HNSWLinkKeys: @unchecked Sendable {
    private let block: MemoryBlock
    private let upperBlock: MemoryBlock
    let graph: HNSWGraph

    init(_ graph: HNSWGraph) {
        self.graph = graph
        block = MemoryBlock(byteCount: graph.sizes.links)
        upperBlock = MemoryBlock(byteCount: graph.sizes.upper)
    }

    @inline(__always) func row(_ id: UInt32, _ level: Int) -> UnsafeMutablePointer<UInt32> {
        if level == 0 {
            return unsafe block.base.assumingMemoryBound(to: UInt32.self) + Int(id) * graph.stride
        }
        return unsafe upperBlock.base.assumingMemoryBound(to: UInt32.self)
            + (graph.row(id, level) - graph.upper)
    }
}

extension HNSWBuilder {
    /// Writes chosen links (beam entries) as a node's row.
    func write(_ entries: UnsafeMutablePointer<UInt64>, _ count: Int, to id: UInt32, _ level: Int) {
        let row = unsafe graph.row(id, level), keyRow = unsafe keys.row(id, level), stride = graph.stride(level)
        for i in 0..<count {
            unsafe row[i] = BeamEntry.id(entries[i])
            unsafe keyRow[i] = BeamEntry.key(entries[i])
        }
        if count < stride { unsafe (row + count).update(repeating: HNSWGraph.none, count: stride - count) }
        if level == 0 { unsafe graph.chosen[Int(id)] = UInt16(count) }
    }

    /// Links from the nodes the batch has chosen back to its rows, in the order of targets, then of ids.
    func linkBack(_ batch: Range<Int>) {
        linkBackAbove(batch)
        let m = parameters.m
        var records: [UInt64] = []
        records.reserveCapacity(batch.count * m)
        for i in 0..<batch.count {
            for j in 0..<(unsafe requestCounts[i]) {
                let target = unsafe BeamEntry.id(requests[i * m + j])
                records.append(UInt64(target) << 32 | UInt64(i * m + j))
            }
        }
        records.sort()
        let starts = records.indices.filter { $0 == 0 || records[$0] >> 32 != records[$0 - 1] >> 32 } + [records.count]
        let first = UInt32(batch.lowerBound), sorted = records
        workers.run(starts.count - 1, grain: 64) { [self] worker, groups in
            for group in groups { take(sorted[starts[group]..<starts[group + 1]], first, scratches[worker]) }
        }
    }

    /// Gives one target its new links.
    private func take(_ records: ArraySlice<UInt64>, _ first: UInt32, _ scratch: SearchScratch) {
        let target = UInt32(truncatingIfNeeded: (records.first ?? 0) >> 32)
        var count = 0
        for record in records {
            let index = Int(UInt32(truncatingIfNeeded: record))
            let key = unsafe BeamEntry.key(requests[index])
            unsafe scratch.pool[count] = BeamEntry.make(key: key, id: first + UInt32(index / parameters.m))
            count += 1
        }
        add(count, to: target, 0, scratch)
    }

    private func linkBackAbove(_ batch: Range<Int>) {
        for id in batch.lazy.map(UInt32.init) {
            for level in stride(from: min(graph.level(id), graph.top), to: 0, by: -1) {
                let row = unsafe graph.row(id, level), keyRow = unsafe keys.row(id, level)
                for i in 0..<graph.linkCount(id, level) {
                    unsafe scratches[0].pool[0] = BeamEntry.make(key: keyRow[i], id: id)
                    unsafe add(1, to: row[i], level, scratches[0])
                }
            }
        }
    }

    /// Adds the first `added` entries of `scratch.pool` to a node's links.
    private func add(_ added: Int, to target: UInt32, _ level: Int, _ scratch: SearchScratch) {
        let degree = graph.degree(level)
        let chosen = unsafe level == 0 ? Int(graph.chosen[Int(target)]) : graph.linkCount(target, level)
        if chosen + added <= degree {
            append(added, to: target, level, chosen, scratch)
            return
        }
        let row = unsafe graph.row(target, level), keyRow = unsafe keys.row(target, level)
        let entries = unsafe scratch.entries
        for i in 0..<chosen { unsafe entries[i] = BeamEntry.make(key: keyRow[i], id: row[i]) }
        unsafe (entries + chosen).update(from: scratch.pool, count: added)
        unsafe Self.sort(entries, chosen + added)
        let kept = unsafe selector.select(entries, chosen + added, degree, scratch)
        unsafe write(entries, kept, to: target, level)
    }

    /// Appends behind the chosen links; a filler that stands there moves to the end, or makes way.
    private func append(_ added: Int, to target: UInt32, _ level: Int, _ chosen: Int, _ scratch: SearchScratch) {
        let row = unsafe graph.row(target, level), keyRow = unsafe keys.row(target, level)
        var total = graph.linkCount(target, level)
        for i in 0..<added {
            let place = chosen + i
            if place < total {
                unsafe row[min(total, graph.degree(level) - 1)] = row[place]
                total = min(total + 1, graph.degree(level))
            } else {
                total += 1
            }
            unsafe row[place] = BeamEntry.id(scratch.pool[i])
            unsafe keyRow[place] = BeamEntry.key(scratch.pool[i])
        }
        if level == 0 { unsafe graph.chosen[Int(target)] = UInt16(chosen + added) }
    }

    /// Insertion sort: the links lie nearly in order.
    static func sort(_ entries: UnsafeMutablePointer<UInt64>, _ count: Int) {
        var i = 1
        while i < count {
            let entry = unsafe entries[i]
            var place = i
            while unsafe place > 0 && entries[place &- 1] > entry {
                unsafe entries[place] = entries[place &- 1]
                place &-= 1
            }
            unsafe entries[place] = entry
            i &+= 1
        }
    }
}
