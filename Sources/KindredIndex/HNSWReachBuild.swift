// Not in the paper: links are one-way after a node was shrunk, so a node may end with none that leads to it, above all
// among many exact copies. The last step of a build walks level 0 from the entry point and links every node it missed
// from the nearest node it reached that has a slot free or a filler to give.

extension HNSWBuilder {
    /// Makes every node reachable on level 0. Returns how many were not.
    @discardableResult
    func reach() -> Int {
        let scratch = scratches[0]
        var repaired = 0
        // A link that had to make way may have led somewhere: look again, a few times at most.
        for _ in 0..<4 {
            var walk = LevelWalk(graph)
            walk.visit(from: graph.entry)
            let missed = graph.count - walk.visited
            if missed == 0 { break }
            repaired += missed
            for id in 0..<UInt32(graph.count) where !walk.contains(id) {
                link(to: id, walk.last, scratch)
                walk.visit(from: id)
            }
        }
        return repaired
    }

    /// Gives a missed node one link, from the first host with room among those a search for the node meets.
    private func link(to id: UInt32, _ last: UInt32, _ scratch: SearchScratch) {
        let query = unsafe space.query(id, scratch.query), size = unsafe findNear(query, scratch)
        var rank = 0
        while rank < size, unsafe !hasRoom(BeamEntry.id(scratch.pool[rank])) { rank += 1 }
        let near = unsafe scratch.pool[rank < size ? rank : 0]
        // One of many copies hangs on the copy before it sooner than on a stranger.
        unsafe scratch.ids[0] = last
        unsafe space.gather(query, scratch.ids, 1, scratch.keys)
        let chained = unsafe hasRoom(last) && (rank == size || scratch.keys[0] < BeamEntry.key(near))
        place(id, on: chained ? last : BeamEntry.id(near))
    }

    /// Leaves what a search on level 0 finds near a row in `scratch.pool`, nearest first. Returns how many.
    func findNear(_ query: UnsafeRawPointer, _ scratch: SearchScratch) -> Int {
        unsafe graph.descend(query, space, to: 0, scratch)
        scratch.clearVisited()
        unsafe scratch.markVisited(BeamEntry.id(scratch.pool[0]))
        return unsafe graph.searchLayer(query, space, level: 0, ef: parameters.efConstruction, twins: parameters.m, from: 1, scratch)
    }

    private func hasRoom(_ host: UInt32) -> Bool { unsafe Int(graph.chosen[Int(host)]) < graph.degree }

    /// Adds one link as if it had been chosen; of a full row the last one makes way.
    private func place(_ id: UInt32, on host: UInt32) {
        let row = unsafe graph.row(host, 0), chosen = unsafe Int(graph.chosen[Int(host)])
        let place = min(chosen, graph.degree - 1), total = graph.linkCount(host, 0)
        if place < total && total < graph.degree { unsafe row[total] = row[place] }
        unsafe row[place] = id
        unsafe space.gather(space.query(host, scratches[0].decoded), row + place, 1, keys.row(host, 0) + place)
        unsafe graph.chosen[Int(host)] = UInt16(place + 1)
    }
}

/// Which nodes a walk along the links of level 0 has met.
struct LevelWalk {
    private let graph: HNSWGraph
    private var met: [UInt64]
    private var queue: [UInt32] = []
    /// How many nodes were met, and the last of them.
    private(set) var visited = 0
    private(set) var last: UInt32 = 0

    init(_ graph: HNSWGraph) {
        self.graph = graph
        met = [UInt64](repeating: 0, count: graph.capacity / 64 + 1)
    }

    func contains(_ id: UInt32) -> Bool { met[Int(id >> 6)] >> UInt64(id & 63) & 1 != 0 }

    /// Walks on from a node, along links to nodes not met before.
    mutating func visit(from id: UInt32) {
        guard graph.count > 0, !contains(id) else { return }
        meet(id)
        while let next = queue.popLast() {
            let row = unsafe graph.row(next, 0)
            for i in 0..<graph.degree {
                let neighbour = unsafe row[i]
                if neighbour == HNSWGraph.none { break }
                if !contains(neighbour) { meet(neighbour) }
            }
        }
    }

    private mutating func meet(_ id: UInt32) {
        met[Int(id >> 6)] |= 1 << UInt64(id & 63)
        queue.append(id)
        visited += 1
        last = id
    }
}
