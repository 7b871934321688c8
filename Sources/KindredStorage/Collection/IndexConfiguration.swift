public import KindredIndex

/// How the near vectors of a sealed segment are found.
///
///     var index = IndexConfiguration(.ivfpq)
///     index.nprobe = 32
///
/// What is nil follows from the rows. Every kind is described where it is made: ``HNSW``, ``LSH``, ``KDTree``, ``BallTree``,
/// ``ProjectionForest``, ``PQ``, ``IVF``.
public struct IndexConfiguration: Sendable, Codable, Equatable {
    /// The kinds a collection can have.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Every vector is compared: exact, and fastest for a few thousand.
        case flat
        /// A hierarchical navigable small-world graph: the fastest at high recall.
        case hnsw
        /// Locality-sensitive hashing.
        case lsh
        /// A KD-tree: exact, and faster than a scan in few dimensions.
        case kdtree
        /// A ball tree: exact, for measures whose axes say nothing, inner products among them.
        case balltree
        /// A forest of random projections.
        case forest
        /// Product quantisation: the fewest bytes, every code compared.
        case pq
        /// Lists around centroids, of whole vectors.
        case ivfflat
        /// Lists around centroids, of product quantisation codes.
        case ivfpq
    }

    /// Which kind.
    public var kind: Kind
    /// HNSW: links a node keeps on the upper levels; twice as many on level 0. 2 or more.
    public var m = 16
    /// HNSW: candidates looked at for each new node; at least `m`.
    public var efConstruction = 200
    /// HNSW: candidates a search keeps when it asks for nothing else.
    public var efSearch = 50
    /// Seed of all draws.
    public var seed: UInt64 = 0
    /// HNSW: whether the graph is built and walked on codes, with exact values for the best.
    public var usesCodes = true
    /// HNSW: which codes those are; nil for what suits the vectors.
    public var codes: HNSWParameters.Codes?
    /// HNSW: how level 0 lies in memory; nil for links, codes and vectors apart. Inline records serve squared Euclidean distances, and what is
    /// compared by them, and are left out elsewhere.
    public var layout: HNSWParameters.Layout?
    /// Bytes of vectors below which a segment's admitted ones are all compared though there is an index; nil leaves it to the index, which
    /// weighs how many it would compare itself.
    public var fullScanBytes: Int?
    /// HNSW: how the file lies in memory; nil for the system's cache.
    public var placement: IndexPlacement?
    /// IVF: lists; nil for about 4 √n.
    public var nlist: Int?
    /// IVF: lists a search looks into when it asks for nothing else, nil for 16. LSH: buckets visited in each table besides the
    /// query's own, nil for 16.
    public var nprobe: Int?
    /// PQ and IVF-PQ: parts a vector is cut into, each of one code; nil for a quarter of the dimension, a half with codes of 4 bits.
    public var parts: Int?
    /// PQ and IVF-PQ: bits of a code, 4 or 8; nil for 8 and 4. LSH: hashes that make a bucket.
    public var bits: Int?
    /// PQ and IVF-PQ: candidates for each result that are compared again with their vectors; nil for 10. 0 compares none.
    public var rerank: Int?
    /// Forest: trees; nil for 50.
    public var trees: Int?
    /// LSH: tables; nil for 40.
    public var tables: Int?
    /// KD-tree, ball tree, forest: vectors of a leaf, at most.
    public var leafSize: Int?

    /// An index with its defaults.
    public init(_ kind: Kind = .hnsw) { self.kind = kind }
}
