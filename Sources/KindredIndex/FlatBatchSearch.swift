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
        _ queries: VectorRows, k: Int, admitting: SlotSet? = nil
    ) throws(IndexError) -> [[Neighbor]] {
        guard queries.dimension == rows.dimension else {
            throw IndexError(
                .dimensionMismatch, "queries of dimension \(queries.dimension) for rows of dimension \(rows.dimension)")
        }
        guard queries.element == (kernels.decodes ? .f32 : rows.element) else {
            throw IndexError(.unsupported, "queries of \(queries.element) for rows of \(rows.element)")
        }
        guard k > 0 else { throw IndexError(.invalidParameter, "k is \(k): at least 1 is needed") }
        let k = min(k, admitting.map { min($0.count, count) } ?? count)
        guard k > 0 else { return [[Neighbor]](repeating: [], count: queries.count) }
        if k > NearestPool.sortedMax { return try oneByOne(queries, k, admitting) }
        return scratches.withScratch { batch(queries, k, admitting, $0) }
    }

    /// So many neighbours of each query are sorted better than they are kept in order: nothing is gained together.
    private func oneByOne(_ queries: VectorRows, _ k: Int, _ admitting: SlotSet?) throws(IndexError) -> [[Neighbor]] {
        var all: [[Neighbor]] = []
        for i in 0..<queries.count {
            let bytes = rows.element.queryBytes(dimension: rows.dimension)
            let query = unsafe UnsafeRawBufferPointer(start: queries.handle.row(i, stride: queries.stride), count: bytes)
            all.append(try unsafe search(bytes: query.bytes, k: k, admitting: admitting))
        }
        return all
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
