internal import KindredMath

// Several walks over inline records on one thread, in turns: each asks for the record it is about to read and lets the others read
// theirs meanwhile. Every walk takes the steps it would take alone, so results are the same.

extension HNSW {
    /// Walks that take turns.
    private static let inlineLanes = 3

    /// The k nearest rows to each query; those that a walk met too few for are asked alone, and go on by codes.
    func inlineBatch(
        _ records: InlineRecords, _ queries: VectorRows, _ k: Int, ef: Int
    ) throws(IndexError) -> [[Neighbor]] {
        var results = inlineTurns(records, queries, k, ef: ef)
        let bytes = rows.element.queryBytes(dimension: rows.dimension)
        for i in results.indices where results[i].count < k {
            let query = unsafe UnsafeRawBufferPointer(start: queries.handle.row(i, stride: queries.stride), count: bytes)
            try unsafe search(query.bytes, k: k, effort: .ef(ef), into: &results[i])
        }
        return results
    }

    private func inlineTurns(_ records: InlineRecords, _ queries: VectorRows, _ k: Int, ef: Int) -> [[Neighbor]] {
        var results = [[Neighbor]](repeating: [], count: queries.count)
        let width = min(Self.inlineLanes, queries.count), leases = (0..<width).map { _ in scratches.take() }
        let lanes = UnsafeMutablePointer<InlineWalk>.allocate(capacity: max(1, width))
        for (i, scratch) in leases.enumerated() {
            scratch.reserve(ef: max(ef, NearestPool.room(k)))
            unsafe (lanes + i).initialize(to: inlineLane(records, queries, i, k, ef, scratch))
        }
        var numbers = Array(0..<width), next = width, unfinished = queries.count
        while unfinished > 0 {
            for i in 0..<width where numbers[i] < queries.count {
                if unsafe lanes[i].step(isAlone: false) { continue }
                if unsafe lanes[i].size >= k { unsafe lanes[i].nearest.append(to: &results[numbers[i]], flat.kernels) }
                unfinished -= 1
                numbers[i] = next
                next += 1
                guard numbers[i] < queries.count else { continue }
                unsafe lanes[i] = inlineLane(records, queries, numbers[i], k, ef, leases[i])
            }
        }
        unsafe lanes.deinitialize(count: width)
        unsafe lanes.deallocate()
        for scratch in leases { scratches.giveBack(scratch) }
        return results
    }

    private func inlineLane(
        _ records: InlineRecords, _ queries: VectorRows, _ number: Int, _ k: Int, _ ef: Int, _ scratch: SearchScratch
    ) -> InlineWalk {
        let query = unsafe queries.handle.row(number, stride: queries.stride)
        records.prefetch(graph.entry)
        unsafe records.encode(query, dimension: rows.dimension, scratch)
        var walk = unsafe InlineWalk(records, query, k, ef: ef, flat.kernels, scratch)
        unsafe walk.begin(at: graph.entry, without: nil)
        return unsafe walk
    }
}
