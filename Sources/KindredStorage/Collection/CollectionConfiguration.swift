public import KindredIndex
public import KindredSimilarity

/// What a collection holds: the shape of its vectors and how they are compared and indexed.
///
///     var configuration = CollectionConfiguration(dimension: 384, measure: .cosine)
///     configuration.vectors["image"] = VectorConfiguration(dimension: 512, measure: .euclidean)
public struct CollectionConfiguration: Sendable, Codable, Equatable {
    /// The vectors a point may have, by name. The unnamed vector has the name "".
    public var vectors: [String: VectorConfiguration]
    /// The sparse vectors a point may have, by name; no name is also one of ``vectors``.
    public var sparseVectors: [String: SparseVectorConfiguration] {
        get { sparse ?? [:] }
        set { sparse = newValue.isEmpty ? nil : newValue }
    }
    /// Nil for none, as in what older versions stored.
    private var sparse: [String: SparseVectorConfiguration]?
    /// When segments are sealed, merged and vacuumed.
    public var optimizer: OptimizerConfiguration

    /// A collection of points with several named vectors, or with none.
    public init(vectors: [String: VectorConfiguration], optimizer: OptimizerConfiguration = .init()) {
        self.vectors = vectors
        self.optimizer = optimizer
    }

    /// A collection of points with one unnamed vector.
    ///
    /// - Parameters:
    ///   - dimension: components of a vector, 1…65,536.
    ///   - measure: what "alike" means; cosine when nothing is said.
    ///   - index: how near vectors are found; HNSW when nothing is said.
    public init(dimension: Int, measure: Measure = .cosine, index: IndexConfiguration = .init()) {
        self.init(vectors: ["": VectorConfiguration(dimension: dimension, measure: measure, index: index)])
    }

    func validate() throws(StorageError) {
        for name in Array(vectors.keys) + Array(sparseVectors.keys) where name.utf8.count > 255 {
            throw StorageError(.invalidArgument, "a vector name has \(name.utf8.count) bytes, at most 255 are allowed")
        }
        for (name, vector) in vectors { try vector.validate(name: name) }
        if let name = sparseVectors.keys.sorted().first(where: { vectors[$0] != nil }) {
            throw StorageError(.invalidArgument, "the name \"\(name)\" is given to a dense and to a sparse vector")
        }
        try optimizer.validate()
    }
}

/// One named vector of a collection.
public struct VectorConfiguration: Sendable, Codable, Equatable {
    /// Components, 1…65,536.
    public var dimension: Int
    /// What "alike" means.
    public var measure: Measure
    /// How near vectors are found.
    public var index: IndexConfiguration
    /// Whether a point has several rows of this vector, compared by the sum of the best matches (MaxSim). They are always scanned.
    public var isMultivector: Bool {
        get { multivector ?? false }
        set { multivector = newValue ? true : nil }
    }
    /// Nil for false, as in what older versions stored.
    private var multivector: Bool?
    /// Which of the measures that the collection keeps this one is; nil as long as there was no other.
    public internal(set) var versions: MeasureVersions?
    /// True from the moment another index is asked for until every segment has it: none is missing meanwhile.
    var reindexes: Bool?

    /// A vector of `dimension` components, compared by `measure`.
    public init(dimension: Int, measure: Measure = .cosine, index: IndexConfiguration = .init(), isMultivector: Bool = false) {
        self.dimension = dimension
        self.measure = measure
        self.index = index
        self.isMultivector = isMultivector
    }

    func validate(name: String) throws(StorageError) {
        guard (1...65_536).contains(dimension) else {
            throw StorageError(.invalidArgument, "dimension \(dimension)\(name.isEmpty ? "" : " of vector \"\(name)\"") is outside 1…65536")
        }
        let form = measure.normalizedEquivalent
        guard form?.reduction.kernel != nil || [.flat, .hnsw].contains(index.kind) else {
            throw StorageError(.invalidArgument, "measure \(measure) can only be scanned: index \(index.kind.rawValue) does not serve it, flat does")
        }
        do throws(IndexError) {
            try index.validate(dimension: form?.preparation.preparedDimension(for: dimension) ?? dimension, reduction: form?.reduction.kernel)
        } catch { throw StorageError(.invalidArgument, "index \(index.kind.rawValue)\(name.isEmpty ? "" : " of vector \"\(name)\""): \(error.message)") }
    }
}

/// One named sparse vector of a collection: scored by the dot product over the components that two vectors share.
public struct SparseVectorConfiguration: Sendable, Codable, Equatable {
    /// A sparse vector.
    public init() {}
}

/// When the optimiser of a collection seals, merges and vacuums segments.
public struct OptimizerConfiguration: Sendable, Codable, Equatable {
    /// Rows of a growing segment; nil chooses so that one takes at most 32 MiB, between 1,024 and 32,768 rows.
    public var segmentRows: Int?
    /// A segment is rewritten without its deleted rows once they are this share of it.
    public var vacuumThreshold = 0.2
    /// Bytes of vectors below which a sealed segment is scanned instead of given a graph.
    ///
    /// 4 MiB are scanned in about 0.2 ms on one core, where a graph over as many rows takes a tenth of that.
    public var indexingThreshold = 4 << 20
    /// Threads that build an index, 1 or more; nil for as many as the database allows, which is also the most. The index is the same.
    public var threads: Int?
    /// Whether the optimiser works by itself in the background.
    public var runsInBackground = true

    /// The defaults.
    public init() {}

    func validate() throws(StorageError) {
        if let segmentRows, !(1...(1 << 24)).contains(segmentRows) {
            throw StorageError(.invalidArgument, "\(segmentRows) rows a segment are outside 1…16777216")
        }
        guard vacuumThreshold > 0, vacuumThreshold <= 1 else {
            throw StorageError(.invalidArgument, "vacuum threshold \(vacuumThreshold) is outside 0…1")
        }
        if let threads, threads < 1 { throw StorageError(.invalidArgument, "\(threads) threads cannot build an index: 1 is the least") }
        guard indexingThreshold >= 0 else { throw StorageError(.invalidArgument, "indexing threshold \(indexingThreshold) is negative") }
    }
}
