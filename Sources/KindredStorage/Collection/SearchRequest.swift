public import KindredIndex

/// A question to a collection: which points are nearest to this vector?
public struct SearchRequest: Sendable {
    /// The vector to start from.
    public var vector: [Float]
    /// Which of the points' vectors is compared; "" is the unnamed one.
    public var using = ""
    /// At most how many points come back, 1 or more.
    public var limit = 10
    /// How many of the best are left out first.
    public var offset = 0
    /// Only points that match are found.
    public var filter: Filter?
    /// How hard to look: a recall, an ef, or everything.
    public var effort: SearchEffort = .default
    /// How the codes of an index count, where it has any.
    public var codes = CodeSearch()
    /// Only points at least this near are found: at most this distance, or at least this similarity.
    public var scoreThreshold: Float?
    /// The measure to compare by, as ``VectorCollection/measures(of:)`` numbers them; nil for the one that serves.
    public var measure: Int?
    /// Whether the points' payloads come with them.
    public var withPayload = false
    /// Whether the points' vectors come with them.
    public var withVectors = false

    /// A question for the `limit` points nearest to `vector`.
    public init(_ vector: [Float], limit: Int = 10) {
        self.vector = vector
        self.limit = limit
    }
}

extension SearchRequest {
    /// How many of the best are looked for; as many as there are numbers when limit and offset together are more.
    var wanted: Int { limit.sum(orMost: offset) }
}

extension Int {
    /// The sum of two counts, or the largest number when it is larger.
    func sum(orMost other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
