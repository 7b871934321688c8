/// A thing to store: an id, its vectors, and anything worth knowing about it.
///
///     Point(id: 7, vector: [0.1, 0.9], payload: ["title": "Alien", "year": 1979])
public struct Point: Sendable, Equatable {
    /// What the point is called; an unsigned integer or a UUID.
    public var id: PointID
    /// Its vectors by name. The unnamed vector has the name "".
    public var vectors: [String: [Float]]
    /// Its sparse vectors by name.
    public var sparseVectors: [String: SparseVector]
    /// Its multivectors by name, each a list of rows.
    public var multivectors: [String: [[Float]]]
    /// What is known about it: a JSON object.
    public var payload: Payload

    /// A point with one unnamed vector.
    public init(id: PointID, vector: [Float], payload: Payload = [:]) {
        self.init(id: id, vectors: ["": vector], payload: payload)
    }

    /// A point with several named vectors; any may be absent.
    public init(
        id: PointID, vectors: [String: [Float]], sparseVectors: [String: SparseVector] = [:], multivectors: [String: [[Float]]] = [:], payload: Payload = [:]
    ) {
        self.id = id
        self.vectors = vectors
        self.sparseVectors = sparseVectors
        self.multivectors = multivectors
        self.payload = payload
    }

    /// The unnamed vector, when there is one.
    public var vector: [Float]? { vectors[""] }
}

/// A point found by a search.
public struct SearchHit: Sendable, Equatable {
    /// The point's id.
    public var id: PointID
    /// The measure's own value: a distance for distances (smaller is nearer), a similarity for similarities (larger is nearer).
    public var score: Float
    /// The payload, when the search asked for it.
    public var payload: Payload?
    /// The vectors by name, when the search asked for them.
    public var vectors: [String: [Float]]?
    /// The sparse vectors by name, when the search asked for vectors.
    public var sparseVectors: [String: SparseVector]?
    /// The multivectors by name, when the search asked for vectors.
    public var multivectors: [String: [[Float]]]?
}

/// Points by columns: the fast way in for many at once.
///
/// Row *i* of every column belongs to the same point.
public struct PointBatch: Sendable {
    /// The vectors of one name: rows one after another, and which rows have none.
    public struct Column: Sendable {
        /// `count × dimension` components; a row that has no such vector holds zeros.
        public var values: [Float]
        /// Rows that have no such vector, ascending.
        public var absent: [Int]

        /// A column; every row has a vector unless `absent` says otherwise.
        public init(values: [Float], absent: [Int] = []) {
            self.values = values
            self.absent = absent
        }
    }

    /// One id a row.
    public var ids: [PointID]
    /// The vectors by name.
    public var vectors: [String: Column]
    /// The sparse vectors by name, one a row; nil where a row has none.
    public var sparseVectors: [String: [SparseVector?]] = [:]
    /// The multivectors by name, one list of rows a point; nil where a point has none.
    public var multivectors: [String: [[[Float]]?]] = [:]
    /// One payload a row, or empty when no row has one.
    public var payloads: [Payload]

    /// A batch of points with one unnamed vector each.
    public init(ids: [PointID], vectors: [Float], payloads: [Payload] = []) {
        self.init(ids: ids, vectors: ["": Column(values: vectors)], payloads: payloads)
    }

    /// A batch of points with named vectors.
    public init(ids: [PointID], vectors: [String: Column], payloads: [Payload] = []) {
        self.ids = ids
        self.vectors = vectors
        self.payloads = payloads
    }

    /// How many points the batch holds.
    public var count: Int { ids.count }
}
