/// How a search uses the codes of an index, which stand for its vectors in a fraction of their bytes.
///
/// Scores are those of the vectors themselves, always: codes only choose which vectors are compared.
public struct CodeSearch: Sendable, Hashable {
    /// Whether codes are left out: a graph is walked over the vectors, and lists of codes are passed over for a scan of all vectors.
    public var isIgnored = false
    /// Whether more candidates than are wanted are compared again; false lets the codes alone choose. Nil leaves it to the index.
    public var rescores: Bool?
    /// How many candidates, for each hit that is wanted, are compared again; 1 or more. Nil leaves it to the index.
    public var oversampling: Double?

    /// What the index does by itself.
    public init() {}

    /// Candidates for each hit that are compared again; nil when nothing was said.
    var rerank: Double? { rescores == false ? 1 : oversampling }
}
