/// What one kind of index did on one set of vectors.
public struct IndexFigures: Sendable, Hashable {
    /// One way to search it.
    public struct Setting: Sendable, Hashable {
        /// How hard the search tried; nil for the index's default.
        public var effort: Int?
        /// Mean share of the exact 10 nearest that were found. A row as near as the exact tenth counts, whichever it is.
        public var recallAt10: Double
        /// Queries per second, one after the other on one thread.
        public var queriesPerSecond: Double
        /// Median and 99th percentile of a query, in microseconds.
        public var p50, p99: Double
    }

    /// The kind: "flat", "hnsw", ….
    public var name: String
    /// Seconds to build it.
    public var buildSeconds: Double
    /// Bytes per vector that a search needs: the index's share, and the row unless the index searches codes alone.
    public var bytesPerVector: Double
    /// With its defaults.
    public var standard: Setting
    /// Recall of the nearest one and of the nearest hundred, with its defaults.
    public var recallAt1, recallAt100: Double
    /// Distances computed by a query, where known.
    public var evaluations: Int?
    /// The exponent e when the median time of a query grows as (number of vectors)ᵉ; nil when there are too few vectors to tell.
    public var growth: Double?
    /// Searches that try harder and harder.
    public var sweep: [Setting]
}

/// A kind of index, or a measure, that could not be compared.
public struct Skipped: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Why.
    public var reason: String
}
