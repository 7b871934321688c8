// A walk under a filter, in the manner of ACORN (Patel and others, "ACORN: Performant and Predicate-Agnostic Search Over
// Vector Embeddings and Structured Data", 2024): the beam holds admitted nodes only, and where a node's links lead to
// others, the walk goes on across them to their neighbours.
//
// Departures:
// 1. The graph is the ordinary one; ACORN builds a denser one. Two hops are read at query time, only as many as it takes
//    to see `enough` admitted neighbours of a node, so the more is admitted, the nearer the walk is to the plain one.
// 2. Besides the node the descent ends at, the walk begins at a sample of the admitted nodes, taken at even steps.
//    A filter whose rows all lie far from the query is entered where they are.

/// The constants of a filtered walk.
enum FilteredExpansion {
    /// Admitted neighbours that make a node's expansion complete. Of 24, 40, 64 and 100 the best at equal recall, for
    /// random filters and for whole clusters (116,000 sentence embeddings of 384 dimensions).
    static let enough = 64
    /// Admitted nodes the walk begins at, besides.
    static let samples = 64

    /// The most ids one expansion gathers.
    static func idsMax(_ graph: HNSWGraph) -> Int { max(samples, enough + 2 * graph.stride) + 16 }
}

extension HNSW {
    /// The beam of a walk over admitted nodes, nearest first, in `scratch.entries`. Returns its size.
    func filteredWalk(
        _ query: UnsafeRawPointer, _ k: Int, ef: Int, _ admitted: SlotSet, _ scratch: SearchScratch
    ) -> Int {
        unsafe graph.descend(query, space, to: 0, scratch)
        let nearest = unsafe BeamEntry.id(scratch.pool[0])
        scratch.clearVisited()
        return unsafe admitted.words.withUnsafeBufferPointer { words in
            guard let words = words.baseAddress else { return 0 }
            let filter = unsafe AdmittedBits(words: words, universe: UInt32(clamping: min(admitted.universe, count)))
            var walk = unsafe FilteredWalk(
                query: query, ef: ef, twins: Self.twins(k), graph: graph, space: space, filter: filter, scratch)
            unsafe walk.begin(at: nearest)
            unsafe walk.begin(among: admitted)
            return unsafe walk.run()
        }
    }
}

/// The bits of a filter, read without checks.
@unsafe struct AdmittedBits {
    let words: UnsafePointer<UInt64>
    let universe: UInt32

    @inline(__always) func contains(_ id: UInt32) -> Bool {
        unsafe id < universe && words[Int(id >> 6)] >> UInt64(id & 63) & 1 != 0
    }
}

/// One filtered walk. Its beam is `scratch.entries`.
@unsafe struct FilteredWalk {
    let query: UnsafeRawPointer
    let ef: Int
    let twins: Int
    let graph: HNSWGraph
    let space: Space
    let filter: AdmittedBits
    let scratch: SearchScratch
    var size = 0
    var cursor = 0

    init(
        query: UnsafeRawPointer, ef: Int, twins: Int, graph: HNSWGraph, space: Space, filter: AdmittedBits,
        _ scratch: SearchScratch
    ) {
        unsafe self.query = query
        unsafe self.ef = ef
        unsafe self.twins = twins
        unsafe self.graph = graph
        unsafe self.space = space
        unsafe self.filter = filter
        unsafe self.scratch = scratch
    }

    /// Begins where the descent ended, or at the admitted nodes around.
    mutating func begin(at id: UInt32) {
        var count = 0
        if unsafe filter.contains(id) {
            unsafe add(id, &count)
        } else {
            count = unsafe neighbours(of: id)
        }
        unsafe take(count)
    }

    /// Begins at an even sample of the admitted nodes; the nearest of them are expanded first.
    mutating func begin(among admitted: SlotSet) {
        let words = admitted.words.count, samples = FilteredExpansion.samples
        var count = 0, last = -1
        for sample in 0..<samples {
            // The first admitted node of the sample's stretch of words.
            var word = max(sample * words / samples, last + 1)
            let end = (sample + 1) * words / samples
            while word < end, unsafe filter.words[word] == 0 { word += 1 }
            guard word < end else { continue }
            last = word
            let id = unsafe UInt32(word * 64 + filter.words[word].trailingZeroBitCount)
            if unsafe filter.contains(id) { unsafe add(id, &count) }
        }
        unsafe take(count)
    }

    /// Expands the nearest node not yet expanded until none is left.
    mutating func run() -> Int {
        let beam = unsafe scratch.entries
        unsafe cursor = -1
        unsafe HNSWGraph.advance(&cursor, beam, size)
        while unsafe cursor < size {
            let id = unsafe BeamEntry.id(beam[cursor])
            unsafe beam[cursor] |= BeamEntry.expanded
            unsafe HNSWGraph.advance(&cursor, beam, size)
            if unsafe cursor < size {
                unsafe space.kernels.prefetch(graph.row(BeamEntry.id(beam[cursor]), 0), graph.stride)
            }
            unsafe take(neighbours(of: id))
        }
        return unsafe size
    }

    /// Writes the admitted neighbours of a node not seen before to `scratch.ids`, across others where links are few.
    private func neighbours(of id: UInt32) -> Int {
        let row = unsafe graph.row(id, 0)
        let degree = unsafe graph.degree
        var count = 0, seen = 0, others = 0
        for i in 0..<degree {
            let neighbour = unsafe row[i]
            if neighbour == HNSWGraph.none { break }
            if unsafe filter.contains(neighbour) {
                seen += 1
                unsafe add(neighbour, &count)
            } else {
                unsafe scratch.keys[others] = neighbour
                unsafe space.kernels.prefetch(graph.row(neighbour, 0), graph.stride)
                others += 1
            }
        }
        var i = 0
        while i < others && seen < FilteredExpansion.enough {
            let row = unsafe graph.row(scratch.keys[i], 0)
            for j in 0..<degree {
                let neighbour = unsafe row[j]
                if neighbour == HNSWGraph.none { break }
                guard unsafe filter.contains(neighbour) else { continue }
                seen += 1
                unsafe add(neighbour, &count)
            }
            i += 1
        }
        return count
    }

    @inline(__always) private func add(_ id: UInt32, _ count: inout Int) {
        guard unsafe !scratch.isVisited(id) else { return }
        unsafe scratch.markVisited(id)
        unsafe scratch.ids[count] = id
        count += 1
    }

    /// Compares the first `count` ids with the query and puts them in the beam.
    private mutating func take(_ count: Int) {
        let ids = unsafe scratch.ids, keys = unsafe scratch.keys
        unsafe space.gather(query, ids, count, keys)
        unsafe HNSWGraph.widen(scratch.entries, &size, ef, twins, &cursor, space.kernels, ids, count, scratch)
    }
}
