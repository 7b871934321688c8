internal import KindredMath

// SEARCH-LAYER over inline records, after SymphonyQG (see InlineRecords): a node's expansion reads one record, compares the node's own
// vector exactly, which is its result, and estimates the distances of its neighbours from their codes.
//
// Departures:
// 1. A node enters the beam once, with its first estimate that is good enough. Entering it again with every new one (their implicit
//    re-estimation) took 6 to 8 % longer at equal recall, moving it to its exact place on expansion 9 to 21 % (116,000 sentence
//    embeddings of 384 dimensions).
// 2. As in theirs, the walk begins on level 0. A descent over the levels above cost 12 and 3 % at recall 0.95 and 0.99 there; of
//    250,000 SIFT descriptors it saved 12 % at 0.95 and cost 12 % at 0.99.

extension HNSW {
    /// The k nearest of the rows that a walk over the records expands. False when it met fewer.
    ///
    /// Filters and removals are not its business: where what lies around the query is not admitted, estimates from 1 bit lead astray
    /// (1,200 nearest of 20,000 removed: recall 0.81 where codes reach 0.9), so those walk over codes.
    func inlineWalk(
        _ records: InlineRecords, _ query: UnsafeRawPointer, _ k: Int, ef: Int, without: UInt32? = nil, _ scratch: SearchScratch,
        into results: inout [Neighbor]
    ) -> Bool {
        scratch.reserve(ef: max(ef, NearestPool.room(k)))
        records.prefetch(graph.entry)
        unsafe records.encode(query, dimension: rows.dimension, scratch)
        var walk = unsafe InlineWalk(records, query, k, ef: ef, flat.kernels, scratch)
        unsafe walk.begin(at: graph.entry, without: without)
        while unsafe walk.step(isAlone: true) {}
        guard unsafe walk.size >= k else { return false }
        results.removeAll(keepingCapacity: true)
        unsafe walk.nearest.append(to: &results, flat.kernels)
        return true
    }
}

extension InlineRecords {
    /// Writes the tables of a query of floats to `scratch.query`.
    func encode(_ query: UnsafeRawPointer, dimension: Int, _ scratch: SearchScratch) {
        let floats = unsafe UnsafeBufferPointer(start: query.assumingMemoryBound(to: Float.self), count: dimension)
        let room = unsafe UnsafeMutableBufferPointer(
            start: scratch.decoded.assumingMemoryBound(to: Float.self), count: layout.codes.components)
        var components = unsafe room.mutableSpan
        unsafe rotation.rotate(floats.span, into: &components)
        unsafe Kernels.active.encodeOneBitQuery(UnsafeBufferPointer(room).span, into: scratch.query.assumingMemoryBound(to: UInt8.self))
    }

    @inline(__always) func prefetch(_ id: UInt32) {
        let record = unsafe record(id)
        var offset = 0
        while offset < layout.stride {
            unsafe Kernels.prefetch(record + offset)
            offset &+= 64
        }
    }
}

/// One walk over inline records. Its beam is `scratch.pool`, its results are in `scratch.entries`.
@unsafe struct InlineWalk: ~Copyable {
    private let query: UnsafeRawPointer
    private let records: InlineRecords
    private let layout: InlineLayout
    private let dimension: Int
    private let ef: Int
    private let twins: Int
    private let kernels: RowKernels
    private let estimate: Kernels.Estimate
    private let scratch: SearchScratch
    /// Nodes in the beam.
    private(set) var size = 0
    private var cursor = 0
    /// The nearest of the nodes expanded so far.
    var nearest: NearestPool

    /// - Parameter scratch: holds the query's tables, and has room for `ef` and for the results.
    init(
        _ records: InlineRecords, _ query: UnsafeRawPointer, _ k: Int, ef: Int, _ kernels: RowKernels, _ scratch: SearchScratch
    ) {
        unsafe self.query = query
        unsafe self.records = records
        unsafe layout = records.layout
        unsafe dimension = records.rotation.mean.count
        unsafe self.ef = ef
        unsafe twins = HNSW.twins(k)
        unsafe self.kernels = kernels
        unsafe estimate = Kernels.active.estimateB1
        unsafe self.scratch = scratch
        unsafe nearest = NearestPool(scratch.entries, capacity: k)
    }

    mutating func begin(at entry: UInt32, without: UInt32?) {
        unsafe scratch.clearVisited()
        unsafe scratch.markVisited(entry)
        if let without { unsafe scratch.markVisited(without) }
        unsafe scratch.pool[0] = BeamEntry.make(key: 0, id: entry)
        unsafe size = 1
        unsafe cursor = 0
    }

    /// Expands the nearest node not yet expanded. False when there is none.
    ///
    /// - Parameter isAlone: whether nothing else is done before the next step, so that its record is better asked for early, if in vain.
    @inline(__always) mutating func step(isAlone: Bool) -> Bool {
        let pool = unsafe scratch.pool
        guard unsafe cursor < size else { return false }
        let id = unsafe BeamEntry.id(pool[cursor])
        unsafe pool[cursor] |= BeamEntry.expanded
        unsafe HNSWGraph.advance(&cursor, pool, size)
        let next = unsafe cursor < size ? BeamEntry.id(pool[cursor]) : id
        if isAlone && next != id { unsafe records.prefetch(next) }
        unsafe take(neighboursOf: id, squared: compare(id))
        if unsafe cursor < size {
            let chosen = unsafe BeamEntry.id(pool[cursor])
            if !isAlone || chosen != next { unsafe records.prefetch(chosen) }
        }
        return true
    }

    /// The squared distance of a node, which becomes a result.
    @inline(__always) private mutating func compare(_ id: UInt32) -> Float {
        var id = id, key: UInt32 = 0
        unsafe kernels.gather(query, records.base, layout.stride, &id, 1, dimension, &key, 0)
        unsafe nearest.insert(key: key, slot: id)
        return Float(bitPattern: key)
    }

    /// Estimates the distances of a node's neighbours, and puts those in the beam that belong there and were not in it before.
    @inline(__always) private mutating func take(neighboursOf id: UInt32, squared: Float) {
        let pool = unsafe scratch.pool, keys = unsafe scratch.keys, entries = unsafe scratch.nearer
        unsafe estimate(
            query: UnsafePointer(scratch.query.assumingMemoryBound(to: UInt8.self)), blocks: records.blocks(id),
            components: layout.codes.components, count: layout.blocks, squared: squared, keys: keys)
        let bound = unsafe size == ef ? pool[size &- 1] : .max
        let count = unsafe kernels.below(bound, records.links(id), layout.degree, scratch)
        for i in 0..<count {
            let entry = unsafe entries[i], id = BeamEntry.id(entry)
            if unsafe scratch.isVisited(id) { continue }
            if unsafe size == ef && entry > pool[size &- 1] { continue }
            unsafe scratch.markVisited(id)
            unsafe HNSWGraph.insert(entry, pool, &size, ef, twins, &cursor, kernels)
        }
    }
}
