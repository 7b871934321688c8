internal import KindredMath

/// Rows drawn so that every class is as likely as any other, whatever its size: first a class, then a row of it.
///
/// What a classification loss wants when some classes are rare.
public struct BalancedSampler: BatchSampler {
    /// Rows of a batch.
    public let batch: Int
    /// Batches of an epoch.
    public let batchesPerEpoch: Int
    /// Seed of the draws.
    public let seed: UInt64
    private let classes: [[Int]]

    /// A sampler of rows with these labels.
    ///
    /// - Parameter batchesPerEpoch: as many as it takes to see the number of rows there are, when nil.
    /// - Precondition: `batch > 0`.
    public init(labels: [Int], batch: Int, batchesPerEpoch: Int? = nil, seed: UInt64 = 0) {
        precondition(batch > 0, "batches of \(batch) rows")
        classes = labels.rowsByClass
        self.batch = batch
        self.batchesPerEpoch = batchesPerEpoch ?? (labels.count + batch - 1) / batch
        self.seed = seed
    }

    /// Rows drawn with replacement.
    public func batches(epoch: Int) -> [[Int]] {
        guard !classes.isEmpty else { return [] }
        var random = SeededRandom(seed: seed, stream: UInt64(epoch) &+ 1)
        return (0..<batchesPerEpoch).map { _ in
            (0..<batch).map { _ in
                let rows = classes[random.integer(below: classes.count)]
                return rows[random.integer(below: rows.count)]
            }
        }
    }
}
