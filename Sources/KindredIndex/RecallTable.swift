/// Recall@10 that an index reached on a sample of its own rows, each left out of its own search, by `ef`.
///
/// An estimate for queries that look like the rows; others may fare worse.
public struct RecallTable: Sendable, Hashable {
    /// One measured effort.
    public struct Row: Sendable, Hashable {
        /// The width of the beam.
        public var ef: Int
        /// Mean recall@10, 0...1.
        public var recall: Double
        /// Half the width of the 95 % interval of the mean.
        public var margin: Double

        /// One measured effort.
        public init(ef: Int, recall: Double, margin: Double) {
            self.ef = ef
            self.recall = recall
            self.margin = margin
        }
    }

    /// How many rows were used as queries.
    public var samples: Int
    /// Efforts, ascending.
    public var rows: [Row]

    /// A table of efforts, ascending.
    public init(samples: Int, rows: [Row]) {
        self.samples = samples
        self.rows = rows
    }

    /// The neighbours the table was measured for.
    public static let k = 10

    /// The least `ef` whose estimate reaches `target` for `k` neighbours; nil when none does.
    ///
    /// The table speaks of 10 neighbours; more need as many more places in the beam.
    public func ef(for target: Double, k: Int) -> Int? {
        guard let row = rows.first(where: { $0.recall >= target }) else { return nil }
        return row.ef + max(0, k - Self.k)
    }
}
