/// How the file of an index lies in memory. Files are mapped, so what is not there is read when it is needed.
public enum IndexPlacement: String, Sendable, Hashable, Codable, CaseIterable {
    /// On the disk: what opening read is let go, and single pages are read as a search needs them.
    case cold
    /// In the system's cache, as long as nobody needs the memory more.
    case cached
    /// Locked in memory where the system allows as much, else in its cache.
    case pinned
}
