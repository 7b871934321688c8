internal import Synchronization

// Recall as measured on the index's own rows: each sampled row is a query, itself left out of what is found.

extension VectorIndex {
    /// Above this recall greater efforts are not measured.
    static var recallEnough: Double { 0.9995 }

    /// Measures recall@10 by effort on rows sampled at even steps; nil for a tiny index.
    func measuredRecall(
        samples wanted: Int, ladder: [Int], _ threads: Int, against flat: FlatIndex
    ) -> RecallTable? {
        let k = RecallTable.k
        guard count > 4 * k else { return nil }
        let samples = stride(from: 0, to: count, by: max(1, count / wanted)).prefix(wanted).map { UInt32($0) }
        let exact = flat.nearest(to: samples, k: k, threads)
        var table = RecallTable(samples: samples.count, rows: [])
        for ef in ladder {
            let found = Mutex([[UInt32]](repeating: [], count: samples.count))
            Workers(count: threads).run(samples.count, grain: 8) { _, range in
                for i in range {
                    let neighbours = neighbours(of: samples[i], ef, flat)
                    found.withLock { $0[i] = neighbours }
                }
            }
            table.rows.append(RecallTable.Row(ef: ef, found: found.withLock { $0 }, exact: exact))
            if table.rows.last.map({ $0.recall >= Self.recallEnough }) ?? true { break }
        }
        return table
    }

    /// The ten nearest rows to a row that a search of an effort finds, without the row itself.
    private func neighbours(of slot: UInt32, _ ef: Int, _ flat: FlatIndex) -> [UInt32] {
        flat.scratches.withScratch { scratch in
            let bytes = rows.element.queryBytes(dimension: rows.dimension)
            let row = unsafe UnsafeRawBufferPointer(start: flat.query(slot, scratch), count: bytes)
            let found = (try? unsafe search(bytes: row.bytes, k: RecallTable.k + 1, effort: .ef(ef))) ?? []
            return Array(found.lazy.map(\.slot).filter { $0 != slot }.prefix(RecallTable.k))
        }
    }
}

extension RecallTable.Row {
    /// The mean share of `exact` in `found`, and how sure it is.
    init(ef: Int, found: [[UInt32]], exact: [[UInt32]]) {
        let shares = zip(found, exact).map { found, exact in
            Double(exact.count { found.contains($0) }) / Double(max(1, exact.count))
        }
        let mean = shares.reduce(0, +) / Double(shares.count)
        let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, shares.count - 1))
        self.init(ef: ef, recall: mean, margin: 1.96 * (variance / Double(shares.count)).squareRoot())
    }
}

extension KDTree {
    func measuredRecall(samples: Int, _ threads: Int) -> RecallTable? {
        let ladder = (0..<24).map { 1 << $0 }.filter { $0 < 2 * shape.leafCount }
        return measuredRecall(samples: samples, ladder: ladder, threads, against: indexed.flat)
    }
}
