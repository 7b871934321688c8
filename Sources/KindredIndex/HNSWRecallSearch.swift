internal import KindredMath
internal import Synchronization

// Recall as measured on the index's own rows: each sampled row is a query from which it is itself left out, by being
// taken for visited before the walk begins. Its links still shape the graph around it, so this is an estimate.

extension HNSW {
    /// The efforts measured.
    static let recallLadder = [10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640]
    /// Above this recall wider beams are not measured.
    static let recallEnough = 0.9995

    /// Measures recall@10 by `ef` on rows sampled at even steps among those on level 0 only; nil for a tiny index.
    func measuredRecall(samples wanted: Int, _ threads: Int) -> RecallTable? {
        let k = RecallTable.k
        guard count > 4 * k else { return nil }
        let candidates = (0..<UInt32(count)).filter { graph.level($0) == 0 }
        let step = max(1, candidates.count / wanted)
        let samples = stride(from: 0, to: candidates.count, by: step).prefix(wanted).map { candidates[$0] }
        let exact = flat.nearest(to: samples, k: k, threads)
        var table = RecallTable(samples: samples.count, rows: [])
        for ef in Self.recallLadder {
            let row = measuredRow(ef, samples, exact, threads)
            table.rows.append(row)
            if row.recall >= Self.recallEnough { break }
        }
        return table
    }

    private func measuredRow(_ ef: Int, _ samples: [UInt32], _ exact: [[UInt32]], _ threads: Int) -> RecallTable.Row {
        let hits = Mutex([Int](repeating: 0, count: samples.count))
        Workers(count: threads).run(samples.count, grain: 8) { _, range in
            for i in range {
                let found = neighbours(of: samples[i], ef)
                let hit = exact[i].count { found.contains($0) }
                hits.withLock { $0[i] = hit }
            }
        }
        let shares = hits.withLock { $0 }.enumerated().map { Double($1) / Double(max(1, exact[$0].count)) }
        let mean = shares.reduce(0, +) / Double(shares.count)
        let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, shares.count - 1))
        return RecallTable.Row(ef: ef, recall: mean, margin: 1.96 * (variance / Double(shares.count)).squareRoot())
    }

    /// The nearest rows to a row that a walk finds, without the row itself.
    private func neighbours(of slot: UInt32, _ ef: Int) -> [UInt32] {
        scratches.withScratch { scratch in
            scratch.reserve(ef: max(ef, RecallTable.k))
            let row = unsafe flat.query(slot, scratch)
            var results: [Neighbor] = []
            if let records {
                _ = unsafe inlineWalk(
                    records, row, RecallTable.k, ef: max(ef, RecallTable.k), without: slot, scratch, into: &results)
                return results.map(\.slot)
            }
            unsafe encode(row, scratch)
            let size = unsafe plainWalk(codes == nil ? row : UnsafeRawPointer(scratch.query), RecallTable.k, ef: max(ef, RecallTable.k), without: slot, scratch)
            unsafe scratch.entries.update(from: scratch.pool, count: size)
            unsafe finish(row, size, min(size, RecallTable.k), scratch, into: &results)
            return results.map(\.slot)
        }
    }
}

extension FlatIndex {
    /// A row as a query against the rows.
    func query(_ slot: UInt32, _ scratch: SearchScratch) -> UnsafeRawPointer {
        unsafe Space(rows, kernels).query(slot, scratch.decoded)
    }

    /// The k nearest rows to each of some rows, themselves left out.
    func nearest(to slots: [UInt32], k: Int, _ threads: Int) -> [[UInt32]] {
        let found = Mutex([[UInt32]](repeating: [], count: slots.count))
        Workers(count: threads).run(slots.count, grain: max(1, (slots.count + threads - 1) / threads)) { _, range in
            let nearest = (try? search(queries(slots[range]), k: k + 1)) ?? []
            found.withLock { all in
                for (i, neighbours) in zip(range, nearest) {
                    all[i] = Array(neighbours.lazy.map(\.slot).filter { $0 != slots[i] }.prefix(k))
                }
            }
        }
        return found.withLock { $0 }
    }

    /// Some rows as queries.
    private func queries(_ slots: ArraySlice<UInt32>) throws(IndexError) -> VectorRows {
        var buffer = try RowBuffer(
            dimension: rows.dimension, element: kernels.decodes ? .f32 : rows.element, capacity: slots.count)
        for slot in slots {
            try scratches.withScratch { scratch throws(IndexError) in
                let bytes = rows.element.queryBytes(dimension: rows.dimension)
                let row = unsafe UnsafeRawBufferPointer(start: query(slot, scratch), count: bytes)
                try unsafe buffer.append(bytes: row.bytes)
            }
        }
        return buffer.rows
    }
}
