public import Kindred

/// What a collection will take, before anything is imported. All sizes in bytes.
///
///     let estimate = Estimate(count: 1_000_000, configuration: .init(dimension: 384))
///     estimate.memory   // what searching it keeps in memory
///     estimate.disk     // what its files take
///
/// An estimate: payload indexes and the operating system's own caches are not in it.
public struct Estimate: Sendable {
    /// The vectors as given.
    public let vectors: Int
    /// Graphs and codes over them.
    public let indexes: Int
    /// Ids, and where each row stands.
    public let rowTable: Int
    /// Payloads and the rows of SQLite, on the disk only.
    public let rows: Int

    /// Vectors, indexes and row tables: all of it is mapped, so that the system may drop what is not used.
    public var memory: Int { vectors + indexes + rowTable }
    /// All files, without the space that is free for a moment after segments were merged.
    public var disk: Int { vectors + indexes + rowTable + rows }

    /// Bytes of the row table per row: 16 of id, 8 of row number.
    private static let rowTableWidth = 24
    /// Bytes per row of SQLite without its payload, its index on ids included; measured.
    private static let rowWidth = 60

    /// The estimate for `count` points whose payloads take `payloadBytes` each as JSON.
    ///
    /// - Throws: `StorageError.invalidArgument` for a negative count or size, or one whose product is beyond any machine.
    public init(count: Int, configuration: CollectionConfiguration, payloadBytes: Int = 0) throws {
        guard (0...1 << 40).contains(count) else { throw StorageError(.invalidArgument, "\(count) points are outside 0…\(1 << 40)") }
        guard (0...1 << 20).contains(payloadBytes) else { throw StorageError(.invalidArgument, "payloads of \(payloadBytes) bytes are outside 0…\(1 << 20)") }
        for vector in configuration.vectors.values where !(1...65_536).contains(vector.dimension) {
            throw StorageError(.invalidArgument, "dimension \(vector.dimension) is outside 1…65536")
        }
        vectors = configuration.vectors.values.reduce(0) { $0 + count * $1.dimension * 4 }
        indexes = configuration.vectors.values.reduce(0) { $0 + Self.index($1, count: count) }
        rowTable = count * Self.rowTableWidth
        rows = count * (Self.rowWidth + payloadBytes)
    }

    private static func index(_ vector: VectorConfiguration, count: Int) -> Int {
        vector.index.estimatedByteCount(rows: count, dimension: vector.dimension)
    }
}
