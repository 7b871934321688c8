internal import KindredMath

// INSERT of Malkov and Yashunin (2016), algorithm 1, for a whole batch of rows at a time.
//
// Departures:
// 1. Rows enter in batches. Every row of a batch searches the graph as it stood before, and is compared besides with all
//    rows of its batch that come earlier; then links are made both ways, target by target. No step depends on the order
//    in which threads happen to work, so the graph has the same bytes for any number of threads, and one thread builds
//    the same batches. A batch is at most a fiftieth of the graph, so little is missed by searching the older graph.
// 2. A node that overflows is shrunk once per batch, with all its new links at hand, instead of once per link.
// 3. With `fill` the heuristic's discards are not kept while building: half the links, half the work. Free slots are
//    given away at the end (HNSWFillBuild).
// 4. At the end every node that cannot be reached on level 0 is linked from a near one that can (HNSWReachBuild).

/// The state of a build: the graph, the keys of its links, and as many scratches per thread as walks take turns.
// Sendable: phases give every thread rows of its own, see above.
@safe final class HNSWBuilder: @unchecked Sendable {
    let graph: HNSWGraph
    let space: Space
    let parameters: HNSWParameters
    let selector: HNSWSelector
    let keys: HNSWLinkKeys
    let workers: Workers
    let scratches: [SearchScratch]
    /// The links each row of the batch asks for, level 0: `batch row * M + i`.
    let requests: UnsafeMutablePointer<UInt64>
    let requestCounts: UnsafeMutablePointer<Int>
    /// Ids of the batch in order, for comparing its rows with each other.
    let mates: UnsafeMutablePointer<UInt32>

    /// A batch is at most this share of the graph, and this many rows.
    static let batchShare = 50
    static let batchMax = 1024

    init(graph: HNSWGraph, keys: HNSWLinkKeys, space: Space, parameters: HNSWParameters, threads: Int) {
        self.graph = graph
        self.keys = keys
        self.space = space
        self.parameters = parameters
        workers = Workers(count: threads)
        let keepPruned = parameters.keepPrunedConnections && !parameters.fill
        selector = HNSWSelector(space: space, selection: parameters.selection, keepPruned: keepPruned)
        scratches = unsafe (0..<threads * HNSWLane.turns).map { _ in Self.scratch(graph, space, parameters) }
        unsafe requests = .allocate(capacity: Self.batchMax * parameters.m)
        unsafe requestCounts = .allocate(capacity: Self.batchMax)
        unsafe mates = .allocate(capacity: Self.batchMax)
    }

    deinit {
        unsafe requests.deallocate()
        unsafe requestCounts.deallocate()
        unsafe mates.deallocate()
    }

    private static func scratch(_ graph: HNSWGraph, _ space: Space, _ parameters: HNSWParameters) -> SearchScratch {
        let twoHops = graph.degree * graph.stride + graph.stride
        let ef = parameters.efConstruction
        let extended = parameters.extendCandidates ? ef * (graph.stride + 1) : ef
        return SearchScratch(
            nodes: graph.capacity, idsCapacity: max(twoHops, batchMax, extended, 4 * max(graph.stride, graph.upperStride)),
            queryBytes: space.queryBytes, ef: max(extended, graph.degree + batchMax, graph.upperDegree + batchMax))
    }

    /// Inserts rows `graph.count..<end`.
    func insert(to end: Int, _ context: BuildContext) throws(IndexError) {
        while graph.count < end {
            let batch = nextBatch(end)
            try context.report(graph.count, of: end)
            if graph.count == 0 { begin() } else { insert(batch) }
            graph.count = batch.upperBound
        }
    }

    /// The next rows to insert together. A row above the top level is inserted alone: it becomes the entry point.
    private func nextBatch(_ end: Int) -> Range<Int> {
        let start = graph.count
        let size = min(max(start / Self.batchShare, 1), Self.batchMax, end - start)
        var stop = start + 1
        while stop < start + size, graph.level(UInt32(stop)) <= graph.top { stop += 1 }
        return graph.level(UInt32(start)) > graph.top ? start..<(start + 1) : start..<stop
    }

    private func begin() {
        graph.entry = 0
        graph.top = graph.level(0)
    }

    private func insert(_ batch: Range<Int>) {
        let first = batch.lowerBound
        for i in 0..<batch.count { unsafe mates[i] = UInt32(first + i) }
        workers.run(batch.count, grain: 16) { [self] worker, range in
            unsafe place(range, batch, scratches[worker * HNSWLane.turns..<(worker + 1) * HNSWLane.turns])
        }
        linkBack(batch)
        if graph.level(UInt32(first)) > graph.top {
            graph.entry = UInt32(first)
            graph.top = graph.level(UInt32(first))
        }
    }

    /// Finds neighbours of some rows of the batch and writes the rows' own links. The walks on level 0, nearly all of the work, take
    /// turns (see `HNSWBatchSearch`).
    private func place(_ range: Range<Int>, _ batch: Range<Int>, _ scratches: ArraySlice<SearchScratch>) {
        let width = min(scratches.count, range.count)
        var lanes = unsafe scratches.prefix(width).map { unsafe HNSWLane(scratch: $0) }
        var next = range.lowerBound, unfinished = range.count
        unsafe lanes.withUnsafeMutableBufferPointer { lanes in
            for i in 0..<width {
                unsafe approach(next, batch, &lanes[i])
                next += 1
            }
            while unfinished > 0 {
                for i in 0..<width where unsafe lanes[i].stage == .walk {
                    unsafe lanes[i].widen(graph, space, parameters.efConstruction, twins: parameters.m)
                    if unsafe lanes[i].expand(graph, space) { continue }
                    unsafe settle(lanes[i], batch)
                    unfinished -= 1
                    unsafe lanes[i].stage = .idle
                    if next < range.upperBound {
                        unsafe approach(next, batch, &lanes[i])
                        next += 1
                    }
                }
            }
        }
    }

    /// Links a row on all levels but the lowest, and begins its walk there.
    private func approach(_ batchRow: Int, _ batch: Range<Int>, _ lane: inout HNSWLane) {
        let id = UInt32(batch.lowerBound + batchRow), scratch = unsafe lane.scratch
        let query = unsafe space.query(id, scratch.query)
        let highest = min(graph.level(id), graph.top)
        unsafe graph.descend(query, space, to: highest, scratch)
        var size = 1
        for level in stride(from: highest, to: 0, by: -1) {
            begin(size, scratch)
            size = unsafe graph.searchLayer(
                query, space, level: level, ef: parameters.efConstruction, twins: parameters.m, from: size, scratch)
            unsafe link(id, query, level, batch, size, scratch)
        }
        begin(size, scratch)
        unsafe lane.begin(batchRow, query, size: size)
    }

    /// Takes up the beam that the level above left.
    private func begin(_ size: Int, _ scratch: SearchScratch) {
        scratch.clearVisited()
        for i in 0..<size {
            unsafe scratch.pool[i] &= ~BeamEntry.expanded
            unsafe scratch.markVisited(BeamEntry.id(scratch.pool[i]))
        }
    }

    /// Links a row on level 0, where its walk has ended.
    private func settle(_ lane: HNSWLane, _ batch: Range<Int>) {
        let scratch = unsafe lane.scratch, row = unsafe lane.number
        let chosen = unsafe link(UInt32(batch.lowerBound + row), lane.query, 0, batch, lane.size, scratch)
        unsafe request(scratch.entries, chosen, batchRow: row)
    }

    /// Chooses links among what a beam found and writes them. Returns how many were chosen.
    @discardableResult
    private func link(
        _ id: UInt32, _ query: UnsafeRawPointer, _ level: Int, _ batch: Range<Int>, _ size: Int, _ scratch: SearchScratch
    ) -> Int {
        let count = unsafe candidates(query, id, level, batch, size, scratch)
        let chosen = unsafe selector.select(scratch.entries, count, parameters.m, scratch)
        unsafe write(scratch.entries, min(chosen, graph.degree(level)), to: id, level)
        return chosen
    }

    /// Writes to `scratch.entries` what the beam found and the rows of the batch before this one, nearest first.
    private func candidates(
        _ query: UnsafeRawPointer, _ id: UInt32, _ level: Int, _ batch: Range<Int>, _ size: Int, _ scratch: SearchScratch
    ) -> Int {
        var count = size, cursor = 0
        for i in 0..<size { unsafe scratch.entries[i] = scratch.pool[i] & ~BeamEntry.expanded }
        let earlier = Int(id) - batch.lowerBound
        unsafe space.gather(query, mates, earlier, scratch.keys)
        let ef = parameters.efConstruction
        for i in 0..<earlier {
            let entry = unsafe BeamEntry.make(key: scratch.keys[i], id: mates[i])
            if count == ef, unsafe entry > scratch.entries[count - 1] { continue }
            guard unsafe graph.level(mates[i]) >= level else { continue }
            unsafe HNSWGraph.insert(entry, scratch.entries, &count, ef, parameters.m, &cursor, space.kernels)
        }
        guard parameters.extendCandidates else { return count }
        return unsafe extended(query, level, batch, count, scratch)
    }

    /// Adds the neighbours of the candidates.
    private func extended(
        _ query: UnsafeRawPointer, _ level: Int, _ batch: Range<Int>, _ count: Int, _ scratch: SearchScratch
    ) -> Int {
        scratch.clearVisited()
        let entries = unsafe scratch.entries
        for i in 0..<count { unsafe scratch.markVisited(BeamEntry.id(entries[i])) }
        var found = 0
        for i in 0..<count {
            let id = unsafe BeamEntry.id(entries[i])
            if id >= batch.lowerBound { continue }
            unsafe found += space.kernels.unvisited(
                graph.row(id, level), graph.stride(level), scratch, scratch.ids + found)
        }
        unsafe space.gather(query, scratch.ids, found, scratch.keys)
        for i in 0..<found { unsafe entries[count + i] = BeamEntry.make(key: scratch.keys[i], id: scratch.ids[i]) }
        var all = unsafe UnsafeMutableBufferPointer(start: entries, count: count + found)
        unsafe all.sort()
        return count + found
    }

    private func request(_ entries: UnsafeMutablePointer<UInt64>, _ count: Int, batchRow: Int) {
        unsafe (requests + batchRow * parameters.m).update(from: entries, count: count)
        unsafe requestCounts[batchRow] = count
    }
}
