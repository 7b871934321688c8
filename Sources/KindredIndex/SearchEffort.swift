/// How hard a search tries.
public enum SearchEffort: Sendable, Hashable {
    /// What the index was configured with (`efSearch` for HNSW).
    case `default`
    /// The width of the beam on level 0; raised to k when smaller.
    case ef(Int)
    /// The least effort whose measured recall@10 reaches this, 0...1; exact when none does. See ``RecallTable``.
    case recall(Double)
    /// Every admitted row is compared.
    case exact

    /// Whether the caller named the beam's width.
    var namesWidth: Bool { if case .ef = self { true } else { false } }
}
