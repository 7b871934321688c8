// Blocked scan: reduce a block of rows with one kernel call, then look only at the values that beat the worst of the k.
// Algorithms §4.1. Departure: k nearest in a sorted run instead of a heap, which k ln(n/k) insertions never notice.

extension FlatIndex {
    /// Rows reduced per kernel call: their values stay in the first-level cache.
    private static let blockRows = 512
    /// Below this admitted share rows are gathered one by one; above it a scan that drops the others reads faster.
    private static let gatherBelow = 0.4

    public func search(
        _ query: RawSpan, k: Int, effort: SearchEffort = .exact, admitting: SlotSet? = nil, into results: inout [Neighbor]
    ) throws(IndexError) {
        try check(query, k: k)
        results.removeAll(keepingCapacity: true)
        var nearest = NearestPool(capacity: min(k, admitting?.count ?? count))
        unsafe query.withUnsafeBytes { query in
            guard let query = query.baseAddress else { return }
            unsafe search(query, admitting: admitting, into: &nearest)
        }
        append(nearest, to: &results)
    }

    func append(_ nearest: borrowing NearestPool, to results: inout [Neighbor]) {
        results.reserveCapacity(nearest.count)
        for rank in 0..<nearest.count {
            let entry = nearest[rank]
            results.append(Neighbor(
                slot: UInt32(truncatingIfNeeded: entry), value: kernels.value(UInt32(truncatingIfNeeded: entry >> 32))))
        }
    }

    func search(_ query: UnsafeRawPointer, admitting: SlotSet?, into nearest: inout NearestPool) {
        guard nearest.capacity > 0 else { return }
        if let admitting, admitting.selectivity < Self.gatherBelow {
            unsafe gather(query, admitting, into: &nearest)
        } else {
            unsafe scan(query, admitting, into: &nearest)
        }
    }

    private func scan(_ query: UnsafeRawPointer, _ admitting: SlotSet?, into nearest: inout NearestPool) {
        unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.blockRows) { values in
            guard let values = values.baseAddress else { return }
            var start = 0
            while start < count {
                let block = min(Self.blockRows, count - start)
                unsafe kernels.scan(
                    query, rows.handle.row(start, stride: rows.stride), rows.stride, block, rows.dimension, values)
                unsafe take(values, block, from: start, admitting, into: &nearest)
                start += block
            }
        }
    }

    private func take(
        _ values: UnsafeMutablePointer<Float>, _ block: Int, from start: Int, _ admitting: SlotSet?,
        into nearest: inout NearestPool
    ) {
        for i in 0..<block {
            let key = unsafe kernels.key(values[i])
            guard key <= nearest.worstKey else { continue }
            let slot = UInt32(start + i)
            if let admitting, !admitting.contains(slot) { continue }
            nearest.insert(key: key, slot: slot)
        }
    }

    private func gather(_ query: UnsafeRawPointer, _ admitting: SlotSet, into nearest: inout NearestPool) {
        let slots = admitting.slots.filter { Int($0) < count }
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: slots.count + 1) { keys in
            unsafe slots.withUnsafeBufferPointer { slots in
                guard let keys = keys.baseAddress, let ids = slots.baseAddress else { return }
                unsafe kernels.gather(
                    query, rows.handle.base, rows.stride, ids, slots.count, rows.dimension, keys, 8)
                for i in 0..<slots.count { unsafe nearest.insert(key: keys[i], slot: ids[i]) }
            }
        }
    }
}
