/// Which collections a caller's operations reach, and for what they are called.
///
///     var operations = operations
///     operations.reach = CollectionReach(["films": .read], for: .read)
///     try operations.count("people", matching: nil)   // Forbidden: Access to collection people is required
///
/// Names are judged where they are resolved, so that a lookup inside a query is judged as the collection of the query is, and an alias as what
/// it names at that moment.
public struct CollectionReach: Sendable, Equatable {
    /// What may be done with a collection; each level includes those before it.
    public enum Level: Int, Sendable, Comparable {
        /// Read it.
        case read
        /// Change its points.
        case points
        /// Change its indexes, vectors, measures and snapshots too.
        case whole

        public static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }

    /// Every collection, and the database itself.
    public static let everything = CollectionReach(levels: nil, need: .read)

    /// Nil for everything.
    private let levels: [String: Level]?
    private let need: Level

    private init(levels: [String: Level]?, need: Level) {
        self.levels = levels
        self.need = need
    }

    /// Some collections, by their own names, of which no alias is one.
    /// - Parameter need: what the operations do; they reach the collections that allow as much.
    public init(_ levels: [String: Level], for need: Level) { self.init(levels: levels, need: need) }

    /// Whether there are collections that it does not include.
    public var isLimited: Bool { levels != nil }

    /// Whether the collection may be read at least, and so be known.
    public func shows(_ name: String) -> Bool { levels.map { $0[name] != nil } ?? true }

    /// Refuses a collection that is out of reach, there or not.
    /// - Parameter spoken: what the caller named it, by which the refusal calls it.
    /// - Throws: `RequestError.forbidden`.
    public func check(_ name: String, spoken: String) throws(RequestError) {
        guard let levels else { return }
        guard let level = levels[name] else { throw RequestError(.forbidden, "Access to collection \(spoken) is required") }
        guard level < need else { return }
        if level == .points { throw RequestError(.forbidden, "Only points access is allowed for collection \(spoken)") }
        throw RequestError(.forbidden, "Write access to collection \(spoken) is required")
    }

    /// Refuses what is not about single collections unless all of them are in reach.
    /// - Throws: `RequestError.forbidden`.
    func checkEverything() throws(RequestError) {
        if isLimited { throw RequestError(.forbidden, "Global access is required") }
    }
}
