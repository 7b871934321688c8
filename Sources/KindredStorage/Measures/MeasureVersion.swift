public import KindredSimilarity

/// Which measures of a collection's vector count: the one it was created with, the one that serves, and the one before.
public struct MeasureVersions: Sendable, Codable, Equatable {
    /// What the collection was created with.
    public let original: Int
    /// What searches compare by.
    public internal(set) var serving: Int
    /// What served before, so that ``VectorCollection/rollback(of:)`` goes back to it.
    public internal(set) var previous: Int?
}

/// A measure that a collection keeps, whether it serves or not.
public struct MeasureVersion: Sendable {
    /// Its number, which no other measure of the collection ever had or will have.
    public let number: Int
    /// Which of the collection's vectors it compares.
    public let vector: String
    /// The measure, with what was learned.
    public let measure: Measure
    /// When it was added.
    public let created: Timestamp
    /// What was said when it was added: how it was learned, and its evaluation.
    public let note: Payload
    /// Whether searches compare by it.
    public internal(set) var isServing = false
    /// Whether it served before the one that does.
    public internal(set) var isPrevious = false
    /// Whether the collection was created with it.
    public internal(set) var isOriginal = false
}
