internal import KindredMath

/// Every row once an epoch, in random order.
///
/// A last batch of fewer rows than half of the others is left out: its few rows would speak as loud as many.
public struct UniformSampler: BatchSampler {
    /// How many rows there are.
    public let count: Int
    /// Rows of a batch.
    public let batch: Int
    /// Seed of the orders.
    public let seed: UInt64

    /// A sampler of `count` rows.
    ///
    /// - Precondition: `batch > 0`.
    public init(count: Int, batch: Int, seed: UInt64 = 0) {
        precondition(batch > 0, "batches of \(batch) rows")
        self.count = count
        self.batch = batch
        self.seed = seed
    }

    /// All rows, shuffled and cut.
    public func batches(epoch: Int) -> [[Int]] {
        var random = SeededRandom(seed: seed, stream: UInt64(epoch) &+ 1)
        var rows = Array(0..<count)
        random.shuffle(&rows)
        let batches = stride(from: 0, to: count, by: batch).map { Array(rows[$0..<min($0 + batch, count)]) }
        return batches.filter { $0.count * 2 >= batch || batches.count == 1 }
    }
}
