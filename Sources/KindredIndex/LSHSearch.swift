internal import KindredMath

// Lv, Josephson, Wang, Charikar, Li, "Multi-Probe LSH: Efficient Indexing for High-Dimensional Similarity Search", VLDB
// 2007: sets of changed hashes in the order of their squared margins, made one from another by shifting and expanding.
//
// Departures:
// 1. Scores are the query's own margins, for planes as for stretches; of sampled bits all are alike.
// 2. Candidates are compared exactly, bucket by bucket, each once; when they are fewer than k, all rows are compared.

extension LSH {
    /// The `k` admitted rows nearest to a query among those of the buckets it falls into.
    ///
    /// - Complexity: O(*L k d*) for the hashes, and the rows of the buckets: sublinear in *n*, about O(*n*^ρ), not
    ///   independent of it.
    public func search(
        _ query: RawSpan, k: Int, effort: SearchEffort = .default, admitting: SlotSet? = nil,
        into results: inout [Neighbor]
    ) throws(IndexError) {
        try check(query, k: k)
        results.removeAll(keepingCapacity: true)
        let admitted = indexed.effective(admitting), wanted = indexed.available(k, admitted)
        guard wanted > 0 else { return }
        if let buckets = buckets(effort), !TreePlan.isScanned(indexed, admitted, k: wanted) {
            let isComplete = scratches.withScratch { scratch in
                scratch.common.reserve(ef: NearestPool.room(wanted))
                scratch.reserve(probes: buckets)
                return unsafe query.withUnsafeBytes { query in
                    guard let query = query.baseAddress else { return false }
                    return unsafe search(query, wanted, buckets, admitted, scratch, into: &results)
                }
            }
            if isComplete { return }
        }
        try indexed.flat.search(query, k: wanted, effort: .exact, admitting: admitted, into: &results)
    }

    /// Buckets to visit in each table; nil when only all rows will do.
    private func buckets(_ effort: SearchEffort) -> Int? {
        let usual = parameters.probes + 1
        switch effort {
        case .default: return usual
        case .ef(let buckets): return min(max(1, buckets), 1 << 16)
        case .exact: return nil
        case .recall(let target):
            guard target < 1 else { return nil }
            guard let recall else { return usual }
            return recall.ef(for: target, k: RecallTable.k)
        }
    }

    /// False when fewer than k rows were met.
    private func search(
        _ query: UnsafeRawPointer, _ k: Int, _ buckets: Int, _ admitted: SlotSet?, _ scratch: LSHScratch,
        into results: inout [Neighbor]
    ) -> Bool {
        let common = scratch.common, hash = LSHHash(shape, hashes, dimension: rows.dimension)
        let values = unsafe UnsafeMutableRawPointer(common.keys).assumingMemoryBound(to: Float.self)
        var nearest = unsafe NearestPool(common.pool, capacity: k)
        unsafe indexed.scanTail(query, values, admitted, into: &nearest)
        common.clearVisited()
        let isBits = family == .bits
        let vector = unsafe isBits ? query : UnsafeRawPointer(RowFloats.query(query, rows, common.query))
        unsafe hash.products(vector, rest: 0, scratch.products)
        for table in 0..<tables {
            let products = unsafe UnsafePointer(scratch.products + table * bits)
            unsafe take(hash.bucket(products), of: table, query, admitted, common, &nearest)
            if buckets > 1 {
                unsafe probe(products, hash, buckets - 1, scratch, &scratch.heap) { set in
                    let bucket = unsafe hash.bucket(products, set: set, scratch.changes)
                    unsafe take(bucket, of: table, query, admitted, common, &nearest)
                }
            }
        }
        guard nearest.count == k else { return false }
        nearest.append(to: &results, indexed.flat.kernels)
        return true
    }

    /// Calls `visit` with the best sets of changes to a table's hashes, best first.
    @inline(__always) func probe(
        _ products: UnsafePointer<Float>, _ hash: LSHHash, _ probes: Int, _ scratch: LSHScratch, _ heap: inout BoundHeap,
        _ visit: (UInt64) -> Void
    ) {
        let changes = unsafe scratch.changes, count = unsafe hash.changes(products, changes)
        let sets = unsafe scratch.sets, capacity = scratch.setCapacity
        heap.removeAll()
        var left = probes, made = 0
        func add(_ set: UInt64) {
            guard made < capacity else { return }
            unsafe sets[made] = set
            heap.push(unsafe UInt64(Self.score(set, changes).bitPattern) << 32 | UInt64(made))
            made += 1
        }
        add(1)
        while left > 0 && heap.count > 0 {
            let set = unsafe sets[Int(UInt32(truncatingIfNeeded: heap.pop()))]
            if unsafe hash.isPossible(set, changes) {
                visit(set)
                left -= 1
            }
            let last = 63 - set.leadingZeroBitCount
            guard last + 1 < count else { continue }
            let next: UInt64 = 1 << UInt64(last + 1)
            add(set & ~(1 << UInt64(last)) | next)
            add(set | next)
        }
    }

    /// The sum of a set's squared margins.
    static func score(_ set: UInt64, _ changes: UnsafePointer<UInt64>) -> Float {
        var sum: Float = 0, rest = set
        while rest != 0 {
            unsafe sum += Float(bitPattern: UInt32(truncatingIfNeeded: changes[rest.trailingZeroBitCount] >> 32))
            rest &= rest &- 1
        }
        return sum
    }

    /// Compares the rows of a bucket not seen before with the query.
    private func take(
        _ bucket: Int, of table: Int, _ query: UnsafeRawPointer, _ admitted: SlotSet?, _ scratch: SearchScratch,
        _ nearest: inout NearestPool
    ) {
        let starts = unsafe hashes.starts.entries(UInt32.self) + table * (shape.bucketCount + 1)
        let slots = unsafe hashes.slots.entries(UInt32.self) + table * indexed.indexed
        let ids = unsafe scratch.ids, keys = unsafe scratch.keys, kernels = indexed.flat.kernels, space = rows
        var start = unsafe Int(starts[bucket])
        let end = unsafe Int(starts[bucket + 1])
        while start < end {
            var count = min(end - start, scratch.idsCapacity)
            var part = unsafe UnsafePointer(slots + start)
            start += count
            if let admitted {
                var kept = 0
                for i in 0..<count {
                    let slot = unsafe part[i]
                    unsafe keys[kept] = slot
                    kept += admitted.contains(slot) ? 1 : 0
                }
                unsafe part = UnsafePointer(keys)
                count = kept
            }
            let fresh = unsafe kernels.unvisited(part, count, scratch, ids)
            unsafe kernels.gather(query, space.handle.base, space.stride, ids, fresh, space.dimension, keys, 16)
            for i in 0..<fresh where unsafe keys[i] <= nearest.worstKey {
                unsafe nearest.insert(key: keys[i], slot: ids[i])
            }
        }
    }
}
