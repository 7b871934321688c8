internal import KindredMath

// Many queries at once: a block of rows that fits the second-level cache is compared with every query before the next
// block is read, so memory is read once for all of them.

extension FlatIndex {
    /// Bytes of rows compared with all queries in turn.
    private static let batchBytes = 256 << 10

    /// The `k` admitted rows nearest to each query.
    ///
    /// - Parameter queries: prepared queries, as rows: f32 for rows of f32, f16 and bf16, else of the rows' element.
    /// - Throws: `dimensionMismatch`, `unsupported` for queries of another element, `invalidParameter` for k below 1.
    public func search(
        _ queries: VectorRows, k: Int, effort: SearchEffort = .exact, admitting: SlotSet? = nil
    ) throws(IndexError) -> [[Neighbor]] {
        try check(queries, k: k)
        let k = min(k, admitting.map { min($0.count, count) } ?? count)
        guard k > 0 else { return [[Neighbor]](repeating: [], count: queries.count) }
        if k > NearestPool.sortedMax {
            // So many neighbours of each query are sorted better than they are kept in order: nothing is gained together.
            return try oneByOne(queries) { query, results throws(IndexError) in
                try search(query, k: k, effort: .exact, admitting: admitting, into: &results)
            }
        }
        return scratches.withScratch { batch(queries, k, admitting, $0) }
    }

    private func batch(
        _ queries: VectorRows, _ k: Int, _ admitting: SlotSet?, _ scratch: SearchScratch
    ) -> [[Neighbor]] {
        let pools = MemoryBlock(byteCount: queries.count * k * 8)
        let entries = unsafe pools.base.assumingMemoryBound(to: UInt64.self)
        var counts = [Int](repeating: 0, count: queries.count)
        let values = unsafe UnsafeMutableRawPointer(scratch.keys).assumingMemoryBound(to: Float.self)
        let blockRows = min(Self.blockRows, max(16, Self.batchBytes / rows.stride))
        for start in stride(from: 0, to: count, by: blockRows) {
            let block = start..<min(start + blockRows, count)
            for i in 0..<queries.count {
                var nearest = unsafe NearestPool(entries + i * k, capacity: k, count: counts[i])
                let query = unsafe queries.handle.row(i, stride: queries.stride)
                unsafe scan(query, block, values, admitting, into: &nearest)
                counts[i] = nearest.count
            }
        }
        return (0..<queries.count).map { i in
            var results: [Neighbor] = []
            var nearest = unsafe NearestPool(entries + i * k, capacity: k, count: counts[i])
            nearest.append(to: &results, kernels)
            return results
        }
    }
}
