internal import KindredMath

// One queue over all trees, as Annoy: a node's place is the least margin on the path to it, negative on wrong sides.
//
// Departures:
// 1. Rows are compared leaf by leaf, each once, instead of gathered, sorted and compared at the end. As Annoy's, searchK
//    counts a row as often as it comes.
// 2. Under a filter only admitted rows count, and a search goes on until k of them are found.

extension ProjectionForest {
    /// The `k` admitted rows nearest to a query among those of the leaves around it.
    ///
    /// - Complexity: O(`trees` log *n* + searchK) comparisons.
    public func search(
        _ query: RawSpan, k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil,
        into results: inout [Neighbor]
    ) throws(IndexError) {
        try check(query, k: k)
        results.removeAll(keepingCapacity: true)
        let admitted = indexed.effective(admitting), wanted = indexed.available(k, admitted)
        guard wanted > 0 else { return }
        guard let searchK = searchK(effort, k: wanted), !isScanned(admitted, searchK) else {
            return try indexed.flat.search(query, k: wanted, effort: .exact, admitting: admitted, into: &results)
        }
        scratches.withScratch { scratch in
            scratch.common.reserve(ef: NearestPool.room(wanted))
            unsafe query.withUnsafeBytes { query in
                guard let query = query.baseAddress else { return }
                unsafe search(query, wanted, searchK, admitted, scratch, into: &results)
            }
        }
    }

    /// Rows to take from the leaves; nil when only all will do.
    private func searchK(_ effort: SearchEffort, k: Int) -> Int? {
        let usual = max(k, parameters.searchK ?? parameters.trees * k)
        switch effort {
        case .default: return usual
        case .ef(let ef): return max(ef, k)
        case .exact: return nil
        case .recall(let target):
            guard target < 1 else { return nil }
            guard let recall else { return usual }
            return recall.ef(for: target, k: RecallTable.k).map { $0 * max(k, RecallTable.k) / RecallTable.k }
        }
    }

    /// Whether comparing every admitted row costs no more than taking `searchK` rows from leaves.
    private func isScanned(_ admitted: SlotSet?, _ searchK: Int) -> Bool {
        (admitted?.count ?? indexed.indexed) <= 2 * searchK || indexed.indexed == 0
    }

    private func search(
        _ query: UnsafeRawPointer, _ k: Int, _ searchK: Int, _ admitted: SlotSet?, _ scratch: TreeScratch,
        into results: inout [Neighbor]
    ) {
        let values = unsafe UnsafeMutableRawPointer(scratch.common.keys).assumingMemoryBound(to: Float.self)
        var nearest = unsafe NearestPool(scratch.common.pool, capacity: k)
        unsafe indexed.scanTail(query, values, admitted, into: &nearest)
        scratch.common.clearVisited()
        let point = unsafe point(query, scratch.common.query)
        unsafe walk(query, point, searchK, admitted, scratch.common, &scratch.heap, &nearest)
        nearest.append(to: &results, indexed.flat.kernels)
    }

    /// The query as the planes see it: floats, for products of the length that all augmented rows have.
    private func point(_ query: UnsafeRawPointer, _ room: UnsafeMutableRawPointer) -> UnsafePointer<Float> {
        let floats = unsafe RowFloats.query(query, rows, room)
        guard augmentedNorm > 0 else { return unsafe floats }
        let dimension = rows.dimension
        let squared = unsafe Kernels.active.pair(.dot, .f32)(query: floats, row: floats, dimension: dimension)
        let scale = squared > 0 && squared.isFinite ? augmentedNorm / squared.squareRoot() : 1
        let scaled = unsafe room.assumingMemoryBound(to: Float.self)
        for i in 0..<dimension { unsafe scaled[i] = floats[i] * scale }
        return unsafe UnsafePointer(scaled)
    }

    private func walk(
        _ query: UnsafeRawPointer, _ point: UnsafePointer<Float>, _ searchK: Int, _ admitted: SlotSet?,
        _ scratch: SearchScratch, _ heap: inout BoundHeap, _ nearest: inout NearestPool
    ) {
        let nodes = unsafe UnsafePointer(tables.nodes.entries(ForestNode.self))
        let normals = unsafe UnsafePointer(tables.normals.entries(Float.self))
        let dimension = RowFloats.dimension(of: rows), dot = Kernels.active.pair(.dot, .f32)
        heap.removeAll()
        begin(&heap)
        var taken = 0
        while heap.count > 0 && (taken < searchK || nearest.count < nearest.capacity) {
            let entry = heap.pop()
            var child = UInt32(truncatingIfNeeded: entry), place = UInt32(truncatingIfNeeded: entry >> 32)
            var isNext = true
            while child & ForestTables.leaf == 0 {
                let node = unsafe nodes[Int(child)]
                let product = unsafe dot(query: point, row: normals + Int(child) &* dimension, dimension: dimension)
                let margin = product + node.offset, isSecond = margin > 0, size = margin.magnitude
                // Places are keys of negated margins: the smallest is next.
                let near = max(place, FloatOrder.key(-size)), far = max(place, FloatOrder.key(size))
                heap.push(UInt64(far) << 32 | UInt64(isSecond ? node.first : node.second))
                child = isSecond ? node.second : node.first
                place = near
                let onward = UInt64(near) << 32 | UInt64(child)
                if onward > heap.first {
                    heap.push(onward)
                    isNext = false
                    break
                }
            }
            guard isNext else { continue }
            taken += unsafe take(child & ~ForestTables.leaf, query, admitted, scratch, &nearest)
        }
    }

    private func begin(_ heap: inout BoundHeap) {
        let roots = unsafe tables.roots.entries(UInt32.self)
        for tree in 0..<tables.roots.count(of: UInt32.self) {
            heap.push(unsafe UInt64(FloatOrder.key(-.infinity)) << 32 | UInt64(roots[tree]))
        }
    }

    /// Compares the rows of a leaf not seen before with the query. Returns how many admitted rows the leaf has.
    private func take(
        _ leaf: UInt32, _ query: UnsafeRawPointer, _ admitted: SlotSet?, _ scratch: SearchScratch,
        _ nearest: inout NearestPool
    ) -> Int {
        let starts = unsafe tables.starts.entries(UInt32.self), ids = unsafe scratch.ids, keys = unsafe scratch.keys
        let start = unsafe Int(starts[Int(leaf)]), end = unsafe Int(starts[Int(leaf) + 1])
        let kernels = indexed.flat.kernels
        var slots = unsafe UnsafePointer(tables.slots.entries(UInt32.self) + start), count = end - start
        if let admitted {
            var kept = 0
            for i in 0..<count {
                let slot = unsafe slots[i]
                unsafe keys[kept] = slot
                kept += admitted.contains(slot) ? 1 : 0
            }
            unsafe slots = UnsafePointer(keys)
            count = kept
        }
        let fresh = unsafe kernels.unvisited(slots, count, scratch, ids)
        let space = rows
        unsafe kernels.gather(query, space.handle.base, space.stride, ids, fresh, space.dimension, keys, 16)
        for i in 0..<fresh where unsafe keys[i] <= nearest.worstKey {
            unsafe nearest.insert(key: keys[i], slot: ids[i])
        }
        return count
    }
}
