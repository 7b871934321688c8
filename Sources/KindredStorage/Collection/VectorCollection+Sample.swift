import RoaringBitmaps

extension VectorCollection {
    /// Vectors spread evenly over the collection's points, one after another as they were given.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - vector: which of the points' vectors.
    /// - Throws: `StorageError`: `invalidArgument` for an unknown vector, `corrupt` when a file is damaged.
    /// - Complexity: O(*count*).
    public func sample(_ count: Int, using vector: String = "") throws(StorageError) -> [Float] {
        let snapshot = snapshot
        _ = try configuration.dense(vector)
        let present = snapshot.segments.map { $0.liveBitmap.subtracting($0.absent[vector] ?? RoaringBitmap()) }
        let all = present.reduce(0) { $0 + Int($1.count) }, taken = min(count, all)
        var result: [Float] = [], seen = 0
        for (view, slots) in zip(snapshot.segments, present) where !slots.isEmpty {
            guard let column = try contents(view).columns[vector] else { continue }
            // The k-th of the sample is the ⌊k · all / taken⌋-th of all.
            let first = (seen * taken + all - 1) / all, end = ((seen + Int(slots.count)) * taken + all - 1) / all
            let live = Array(slots)
            for number in first..<end { result += column.vector(Int(live[number * all / taken - seen])) }
            seen += live.count
        }
        return result
    }
}
