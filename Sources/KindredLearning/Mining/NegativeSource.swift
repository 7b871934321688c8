public import KindredMath

/// The miner's view of an index: who is near to whom, under the embeddings of the moment.
public protocol NegativeSource: Sendable {
    /// The nearest rows of some anchors, each list from the nearest on and without its anchor.
    ///
    /// - Parameters:
    ///   - embeddings: of all rows, of unit norm.
    ///   - anchors: rows to look around.
    ///   - count: how many to find; fewer when there are no more.
    func neighbours(among embeddings: Matrix<Float>, of anchors: [Int], count: Int) throws -> [[Int]]
}

/// Exact neighbours by matrix products: the source when no index is at hand.
public struct ExactNegativeSource: NegativeSource {
    /// Threads to use.
    public var threads: Int

    /// A source.
    public init(threads: Int = 1) { self.threads = threads }

    /// - Complexity: O(*anchors* · *n d*).
    public func neighbours(among embeddings: Matrix<Float>, of anchors: [Int], count: Int) -> [[Int]] {
        let rows = PreparedRows(matrix: embeddings, halves: [])
        let ranking = Ranking(queries: rows, base: rows, excludesSelf: true, threads: threads)
        return ranking.map(anchors, depths: anchors.map { _ in count }) { $1 }
    }
}
