/// What there is to know about an index, for people (`kindred stats`) and for tests.
public struct IndexStats: Sendable {
    /// "flat", "hnsw", "ivfflat", "ivfpq" or "pq".
    public var kind: String
    /// Rows indexed.
    public var count: Int
    /// Bytes held beyond the rows.
    public var byteCount: Int
    /// What each level of a graph looks like, level 0 first; empty for an index that has none.
    public var levels: [Level] = []
    /// The share of nodes that can be reached on level 0 from the entry point, 0...1; nil without a graph.
    public var reachable: Double?
    /// Estimated recall by `ef`; nil when it was not measured.
    public var recall: RecallTable?
    /// Rows of each list of an inverted file; empty for an index that has none.
    public var listSizes: [Int] = []
    /// The mean squared distance of a row to what its code stands for; nil without such codes.
    public var meanSquaredError: Double?

    /// How far estimates from 1-bit codes lie from the truth; nil without inline records.
    public var estimate: Estimate?

    /// The error of estimated products ⟨x − c, q − c⟩ of rows seen from a neighbour, as shares of |x − c| · |q − c|.
    public struct Estimate: Sendable, Hashable {
        /// Estimates compared with the truth.
        public var samples: Int
        /// The mean error: near 0, since the estimate is unbiased.
        public var bias: Double
        /// The root of the mean squared error.
        public var deviation: Double
    }

    /// One level of a graph.
    public struct Level: Sendable {
        /// Nodes on this level.
        public var nodes: Int
        /// `degrees[d]` nodes have d links out.
        public var degrees: [Int]
        /// The mean length of a link in the rows' own reduction (the root of it for L2); nil when there is no link.
        public var meanEdgeLength: Double?
    }
}
