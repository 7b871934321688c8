internal import KindredMath

// Several queries on one thread. A walk spends most of its time waiting for the rows it is about to compare; so three
// walks take turns, each asking for its rows and letting the others compare theirs meanwhile. Every walk takes the steps it
// would take alone, so results are the same.

extension HNSW {
    /// The `k` admitted rows nearest to each query, as ``search(_:k:effort:admitting:into:)`` finds them one by one, but sooner:
    /// about 1.4 times as many a second.
    ///
    /// - Parameter queries: prepared queries, as rows: f32 for rows of f32, f16 and bf16, else of the rows' element.
    /// - Throws: `dimensionMismatch`, `unsupported` for queries of another element, `invalidParameter` for k below 1.
    public func search(
        _ queries: VectorRows, k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil
    ) throws(IndexError) -> [[Neighbor]] {
        try check(queries, k: k)
        guard let ef = sharedBeam(k, effort, admitting) else {
            return try oneByOne(queries) { query, results throws(IndexError) in
                try search(query, k: k, effort: effort, admitting: admitting, into: &results)
            }
        }
        if let records { return try inlineBatch(records, queries, min(k, count), ef: ef) }
        var results = [[Neighbor]](repeating: [], count: queries.count)
        let width = unsafe min(HNSWLane.turns, queries.count), lanes = UnsafeMutablePointer<HNSWLane>.allocate(capacity: width)
        let leases = (0..<width).map { _ in scratches.take() }
        for (i, scratch) in leases.enumerated() {
            scratch.reserve(ef: ef)
            unsafe (lanes + i).initialize(to: HNSWLane(scratch: scratch))
        }
        unsafe take(turns: lanes, width, queries, min(k, count), ef, &results)
        unsafe lanes.deinitialize(count: width)
        unsafe lanes.deallocate()
        for scratch in leases { scratches.giveBack(scratch) }
        return results
    }

    /// The beam of plain walks; nil when a search is anything else.
    private func sharedBeam(_ k: Int, _ effort: SearchEffort, _ admitting: SlotSet?) -> Int? {
        guard count > 0, admitting == nil, live == nil, let ef = beam(effort, k: min(k, count)) else { return nil }
        return SearchPlan.choose(count: count, admitted: count, ef: ef) == .plain ? ef : nil
    }

    private func take(
        turns lanes: UnsafeMutablePointer<HNSWLane>, _ width: Int, _ queries: VectorRows, _ k: Int, _ ef: Int,
        _ results: inout [[Neighbor]]
    ) {
        var next = 0, unfinished = queries.count
        for i in 0..<width {
            unsafe begin(&lanes[i], next, queries)
            next += 1
        }
        while unfinished > 0 {
            for i in 0..<width where unsafe lanes[i].stage != .idle {
                guard unsafe step(&lanes[i], queries, k, ef, &results) else { continue }
                unfinished -= 1
                unsafe lanes[i].stage = .idle
                if next < queries.count {
                    unsafe begin(&lanes[i], next, queries)
                    next += 1
                }
            }
        }
    }

    private func begin(_ lane: inout HNSWLane, _ number: Int, _ queries: VectorRows) {
        let scratch = unsafe lane.scratch
        let query = unsafe queries.handle.row(number, stride: queries.stride)
        unsafe encode(query, scratch)
        unsafe lane.number = number
        unsafe lane.query = codes == nil ? query : UnsafeRawPointer(scratch.query)
        unsafe scratch.ids[0] = graph.entry
        unsafe lane.best = .max
        unsafe lane.level = graph.top + 1
        unsafe lane.count = 1
        unsafe lane.stage = .descent
        unsafe space.prefetch(scratch.ids, 1)
    }

    /// Compares what a lane has asked for, and asks for what it needs next. True when its query is answered.
    private func step(
        _ lane: inout HNSWLane, _ queries: VectorRows, _ k: Int, _ ef: Int, _ results: inout [[Neighbor]]
    ) -> Bool {
        switch unsafe lane.stage {
        case .idle: return false
        case .descent:
            unsafe descend(&lane)
        case .walk:
            unsafe lane.widen(graph, space, ef, twins: Self.twins(k))
        case .rerank:
            let row = unsafe queries.handle.row(lane.number, stride: queries.stride)
            unsafe finish(row, lane.size, k, lane.scratch, into: &results[lane.number])
            return true
        }
        if unsafe lane.stage == .walk && !lane.expand(graph, space) { unsafe end(&lane, k) }
        return false
    }

    /// One step of ``HNSWGraph/descend(_:_:to:_:)``.
    private func descend(_ lane: inout HNSWLane) {
        let scratch = unsafe lane.scratch
        unsafe space.compare(lane.query, scratch.ids, lane.count, scratch.keys)
        var nearest = unsafe lane.best
        for i in 0..<(unsafe lane.count) {
            nearest = unsafe min(nearest, BeamEntry.make(key: scratch.keys[i], id: scratch.ids[i]))
        }
        if unsafe nearest == lane.best || lane.level > graph.top { unsafe lane.level -= 1 }
        unsafe lane.best = nearest
        let id = BeamEntry.id(nearest)
        guard unsafe lane.level > 0 else {
            scratch.clearVisited()
            scratch.markVisited(id)
            unsafe scratch.pool[0] = nearest
            unsafe lane.begin(lane.number, lane.query, size: 1)
            return
        }
        let count = unsafe graph.linkCount(id, lane.level)
        unsafe scratch.ids.update(from: graph.row(id, lane.level), count: count)
        unsafe lane.count = count
        unsafe space.prefetch(scratch.ids, count)
    }

    /// Ends a walk: what it found is compared with the rows next.
    private func end(_ lane: inout HNSWLane, _ k: Int) {
        let scratch = unsafe lane.scratch
        unsafe lane.stage = .rerank
        unsafe scratch.entries.update(from: scratch.pool, count: lane.size)
        guard codes != nil else { return }
        let count = unsafe min(rerankCount(lane.size, k), scratch.idsCapacity)
        for i in 0..<count { unsafe scratch.ids[i] = BeamEntry.id(scratch.pool[i]) }
        unsafe flat.prefetch(scratch.ids, count)
    }
}

/// One of the walks that take turns.
@unsafe struct HNSWLane {
    enum Stage { case idle, descent, walk, rerank }

    /// Walks that take turns. With 4-bit codes of 384 components 2, 3, 4 and 6 gave 1.27, 1.40, 1.37 and 1.33 times the
    /// queries per second of one (Zen 5).
    static let turns = 3

    let scratch: SearchScratch
    var stage = Stage.idle
    /// Which query it answers, as the graph's space wants it.
    var number = 0
    var query: UnsafeRawPointer
    /// How many of `scratch.ids` it has asked for.
    var count = 0
    var level = 0
    var best: UInt64 = .max
    var size = 0
    var cursor = 0

    init(scratch: SearchScratch) {
        unsafe self.scratch = scratch
        unsafe query = UnsafeRawPointer(scratch.query)
    }

    /// Begins a walk on level 0 from the first `size` entries of the pool, which are marked visited and not expanded.
    mutating func begin(_ number: Int, _ query: UnsafeRawPointer, size: Int) {
        unsafe self.number = number
        unsafe self.query = query
        unsafe self.size = size
        unsafe cursor = 0
        unsafe count = 0
        unsafe stage = .walk
    }

    /// Compares what was asked for, and keeps what belongs in the beam.
    @inline(__always) mutating func widen(_ graph: HNSWGraph, _ space: Space, _ ef: Int, twins: Int) {
        unsafe space.compare(query, scratch.ids, count, scratch.keys)
        unsafe HNSWGraph.widen(scratch.pool, &size, ef, twins, &cursor, space.kernels, scratch.ids, count, scratch)
    }

    /// Expands the nearest node not yet expanded that leads anywhere new, and asks for where it leads. False when the walk ends.
    @inline(__always) mutating func expand(_ graph: HNSWGraph, _ space: Space) -> Bool {
        let scratch = unsafe scratch, pool = unsafe scratch.pool
        while unsafe cursor < size {
            let row = unsafe graph.row(BeamEntry.id(pool[cursor]), 0)
            unsafe pool[cursor] |= BeamEntry.expanded
            unsafe HNSWGraph.advance(&cursor, pool, size)
            unsafe count = space.kernels.unvisited(row, graph.stride, scratch, scratch.ids)
            guard unsafe count > 0 else { continue }
            unsafe space.prefetch(scratch.ids, count)
            if unsafe cursor < size {
                unsafe space.kernels.prefetch(graph.row(BeamEntry.id(pool[cursor]), 0), graph.stride)
            }
            return true
        }
        return false
    }
}

extension FlatIndex {
    /// Asks for the first cache lines of some rows; the machine fetches the rest of a row when they are read.
    func prefetch(_ ids: UnsafePointer<UInt32>, _ count: Int) {
        let bytes = min(rows.stride, Self.prefetchedBytes)
        for i in 0..<count {
            let row = unsafe rows.handle.row(Int(ids[i]), stride: rows.stride)
            for offset in stride(from: 0, to: bytes, by: 64) { unsafe Kernels.prefetch(row + offset) }
        }
    }

    private static var prefetchedBytes: Int { 256 }
}

extension Space {
    /// Asks for rows that ``compare(_:_:_:_:)`` will read.
    @inline(__always) func prefetch(_ ids: UnsafePointer<UInt32>, _ count: Int) {
        let bytes = min(stride, 1024)
        for i in 0..<min(count, ahead) {
            let row = unsafe row(ids[i])
            var offset = 0
            while offset < bytes {
                unsafe Kernels.prefetch(row + offset)
                offset &+= 64
            }
        }
    }

    /// As `gather`, of rows that were asked for before.
    @inline(__always) func compare(
        _ query: UnsafeRawPointer, _ ids: UnsafePointer<UInt32>, _ count: Int, _ keys: UnsafeMutablePointer<UInt32>
    ) {
        unsafe kernels.gather(query, base, stride, ids, count, dimension, keys, kernels.isDecoded || stride <= 1024 ? 0 : ahead)
    }
}
