internal import KindredMath
internal import Synchronization

// Recall as measured on the index's own rows: each sampled row is a query from which it is itself left out.

extension IVF {
    /// Measures recall@10 by the number of lists, on rows sampled at even steps; nil for a tiny index.
    func measuredRecall(samples wanted: Int, _ threads: Int) -> RecallTable? {
        var ladder = [1]
        while let last = ladder.last, last < nlist { ladder.append(min(nlist, max(last + 1, last * 7 / 5))) }
        return measuredRecall(samples: wanted, ladder, threads) { nprobe in (nprobe, depth(RecallTable.k + 1)) }
    }

    /// Measures recall@10 for each effort of a ladder, until it is enough.
    func measuredRecall(
        samples wanted: Int, _ ladder: [Int], _ threads: Int, _ settings: (_ ef: Int) -> (nprobe: Int, depth: Int)
    ) -> RecallTable? {
        let k = RecallTable.k
        guard count > 4 * k else { return nil }
        let step = max(1, count / wanted)
        let samples = stride(from: 0, to: count, by: step).prefix(wanted).map(UInt32.init)
        let exact = flat.nearest(to: samples, k: k, threads)
        var table = RecallTable(samples: samples.count, rows: [])
        for ef in ladder {
            let (nprobe, depth) = settings(ef)
            let shares = shares(samples, exact, nprobe: nprobe, depth: depth, threads)
            let mean = shares.reduce(0, +) / Double(shares.count)
            let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, shares.count - 1))
            let margin = 1.96 * (variance / Double(shares.count)).squareRoot()
            table.rows.append(RecallTable.Row(ef: ef, recall: mean, margin: margin))
            if mean >= HNSW.recallEnough { break }
        }
        return table
    }

    private func shares(
        _ samples: [UInt32], _ exact: [[UInt32]], nprobe: Int, depth: Int, _ threads: Int
    ) -> [Double] {
        let shares = Mutex([Double](repeating: 0, count: samples.count))
        Workers(count: threads).run(samples.count, grain: 8) { _, range in
            for i in range {
                let found = neighbours(of: samples[i], nprobe: nprobe, depth: depth)
                let share = Double(exact[i].count { found.contains($0) }) / Double(max(1, exact[i].count))
                shares.withLock { $0[i] = share }
            }
        }
        return shares.withLock { $0 }
    }

    /// The ten nearest rows to a row that a search finds, without the row itself.
    private func neighbours(of slot: UInt32, nprobe: Int, depth: Int) -> [UInt32] {
        var row = [Float](repeating: 0, count: rows.dimension)
        let zeros = row
        unsafe row.withUnsafeMutableBufferPointer { row in
            unsafe zeros.withUnsafeBufferPointer { zeros in
                guard let row = row.baseAddress, let zeros = zeros.baseAddress else { return }
                unsafe rows.copy(Int(slot), less: zeros, to: row, flat.kernels)
            }
        }
        var found: [Neighbor] = []
        try? unsafe search(
            row.span.bytes, k: RecallTable.k + 1, nprobe: nprobe, depth: depth, admitting: nil, into: &found)
        return Array(found.lazy.map(\.slot).filter { $0 != slot }.prefix(RecallTable.k))
    }
}
