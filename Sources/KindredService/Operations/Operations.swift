public import Kindred

/// Every operation of Kindred once, as a value in and a value out. The command line and the servers translate to and from it and decide nothing.
///
///     let operations = try Operations(path: "kindred-data")
///     try operations.create(CreateRequest(name: "films", configuration: .init(dimension: 384)))
///     let answer = try operations.search(SearchQuery(collection: "films", vector: vector, limit: 5))
///
/// All operations may be called from any thread.
///
/// ## Topics
/// - Collections: `create(_:)`, `drop(_:)`, `collections()`, `info(_:)`, `count(_:)`
/// - Points: `importFiles(_:)`, `upsert(_:)`, `get(_:)`, `delete(_:)`, `search(_:)`
/// - Care: `verify(_:)`, `optimize(_:progress:)`, `backup(to:)`, `restore(from:to:)`, `graphs(_:)`, `recall(_:using:samples:effort:)`
/// - Without a database: `Similarity`, `Estimate`, `Bench`, `Comparison`, `Advice`
public struct Operations: Sendable {
    /// The database that the operations work on.
    public let database: Database
    /// Which collections are reached by the names that callers give. Operations of one machine's user reach everything.
    public var reach = CollectionReach.everything

    /// Operations on an open database.
    public init(_ database: Database) {
        self.database = database
    }

    /// What an operation needs of the database.
    public enum Access: Sendable {
        /// Reads only: takes no lock, so that it works beside a writer.
        case reading
        /// Writes to a database that must exist.
        case writing
        /// Writes to a database that must exist, much at once: indexes are left to `optimize(_:progress:)` afterwards.
        case importing
        /// Writes, and makes the database when there is none.
        case creating
    }

    /// Opens a database directory.
    ///
    /// - Throws: `StorageError`.
    public init(path: String, access: Access = .creating) throws {
        var options = DatabaseOptions()
        options.isReadOnly = access == .reading
        options.createsIfMissing = access == .creating
        options.optimizesInBackground = access != .importing
        database = try Database(path: path, options: options)
    }

    /// Ends all use of the database: background work stops, and other processes may write.
    public func close() throws { try database.close() }
}
