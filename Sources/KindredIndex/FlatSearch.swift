internal import KindredMath

// Blocked scan: reduce a block of rows with one kernel call, then look only at the values that beat the worst of the k.
// Departure: k nearest in a sorted run instead of a heap, which k ln(n/k) insertions never notice.

extension FlatIndex {
    /// Rows reduced per kernel call: their values stay in the first-level cache.
    static let blockRows = 512
    /// Below this admitted share rows are gathered one by one; above it a scan that drops the others reads faster.
    private static let gatherBelow = 0.4

    /// The `k` admitted rows nearest to a query, found by comparing all of them.
    ///
    /// - Complexity: O(*n d*).
    public func search(
        _ query: RawSpan, k: Int, effort: SearchEffort = .exact, admitting: SlotSet? = nil, into results: inout [Neighbor]
    ) throws(IndexError) {
        try check(query, k: k)
        results.removeAll(keepingCapacity: true)
        let k = min(k, admitting.map { min($0.count, count) } ?? count)
        guard k > 0 else { return }
        scratches.withScratch { scratch in
            scratch.reserve(ef: NearestPool.room(k))
            var nearest = unsafe NearestPool(scratch.pool, capacity: k)
            unsafe query.withUnsafeBytes { query in
                guard let query = query.baseAddress else { return }
                unsafe search(query, admitting: admitting, scratch, into: &nearest)
            }
            nearest.append(to: &results, kernels)
        }
    }

    private func search(
        _ query: UnsafeRawPointer, admitting: SlotSet?, _ scratch: SearchScratch, into nearest: inout NearestPool
    ) {
        if let admitting, admitting.selectivity < Self.gatherBelow {
            unsafe gather(query, admitting, scratch, into: &nearest)
            return
        }
        let values = unsafe UnsafeMutableRawPointer(scratch.keys).assumingMemoryBound(to: Float.self)
        for start in stride(from: 0, to: count, by: Self.blockRows) {
            let end = min(start + Self.blockRows, count)
            unsafe scan(query, start..<end, values, admitting, into: &nearest)
        }
    }

    /// Reduces a block of rows and takes those that are among the nearest so far.
    func scan(
        _ query: UnsafeRawPointer, _ block: Range<Int>, _ values: UnsafeMutablePointer<Float>, _ admitting: SlotSet?,
        into nearest: inout NearestPool
    ) {
        unsafe kernels.scan(
            query, rows.handle.row(block.lowerBound, stride: rows.stride), rows.stride, block.count, rows.dimension, values)
        let similarity = reduction.isSimilarity
        var worst = worstValue(nearest)
        var i = 0
        while i < block.count {
            let value = unsafe values[i]
            // A NaN, out of vectors whose products overflow, is near to nothing.
            if similarity ? value >= worst : value <= worst {
                let slot = UInt32(truncatingIfNeeded: block.lowerBound &+ i)
                if admitting?.contains(slot) ?? true {
                    nearest.insert(key: kernels.key(value), slot: slot)
                    worst = worstValue(nearest)
                }
            }
            i &+= 1
        }
    }

    /// The value a row must reach to be among the nearest.
    func worstValue(_ nearest: borrowing NearestPool) -> Float {
        guard nearest.worstKey != .max else { return reduction.isSimilarity ? -.infinity : .infinity }
        return kernels.value(nearest.worstKey)
    }

    private func gather(
        _ query: UnsafeRawPointer, _ admitting: SlotSet, _ scratch: SearchScratch, into nearest: inout NearestPool
    ) {
        let ids = unsafe scratch.ids, keys = unsafe scratch.keys
        var pending = 0
        admitting.forEach(below: count) { slot in
            unsafe ids[pending] = slot
            pending &+= 1
            if pending == Self.blockRows { unsafe take(query, ids, keys, &pending, into: &nearest) }
        }
        unsafe take(query, ids, keys, &pending, into: &nearest)
    }

    private func take(
        _ query: UnsafeRawPointer, _ ids: UnsafePointer<UInt32>, _ keys: UnsafeMutablePointer<UInt32>,
        _ pending: inout Int, into nearest: inout NearestPool
    ) {
        unsafe kernels.gather(query, rows.handle.base, rows.stride, ids, pending, rows.dimension, keys, 8)
        for i in 0..<pending {
            if unsafe keys[i] <= nearest.worstKey { unsafe nearest.insert(key: keys[i], slot: ids[i]) }
        }
        pending = 0
    }
}

extension IndexedRows {
    /// Reduces the rows that the tables do not know.
    func scanTail(
        _ query: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>, _ admitted: SlotSet?,
        into nearest: inout NearestPool
    ) {
        for start in stride(from: indexed, to: count, by: FlatIndex.blockRows) {
            let block = start..<min(start + FlatIndex.blockRows, count)
            unsafe flat.scan(query, block, values, admitted, into: &nearest)
        }
    }
}
