public import Kindred

/// What a snapshot is of.
public enum SnapshotScope: Sendable, Equatable {
    /// All collections and aliases.
    case database
    /// One collection.
    case collection(String)
    /// The one shard of a collection, kept apart from its other snapshots.
    case shard(String)
}

/// A snapshot as it is listed.
public struct SnapshotDescription: Sendable, Equatable {
    /// The name of its file.
    public var name: String
    /// Bytes of its file.
    public var size: Int
    /// When it was made, in whole seconds.
    public var creationTime: Timestamp
    /// The SHA-256 of its file in hexadecimal, when that is known.
    public var checksum: String?
}
