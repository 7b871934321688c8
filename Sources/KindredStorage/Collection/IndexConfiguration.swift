public import KindredIndex

/// How the near vectors of a sealed segment are found.
public struct IndexConfiguration: Sendable, Codable, Equatable {
    /// The kinds a collection can have.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Every vector is compared: exact, and fastest for a few thousand.
        case flat
        /// A hierarchical navigable small-world graph.
        case hnsw
    }

    /// Which kind.
    public var kind: Kind
    /// Links a node keeps on the upper levels; twice as many on level 0. 2 or more.
    public var m = 16
    /// Candidates looked at for each new node; at least `m`.
    public var efConstruction = 200
    /// Candidates a search keeps when it asks for nothing else.
    public var efSearch = 50
    /// Seed of the levels that nodes are drawn.
    public var seed: UInt64 = 0
    /// Whether the graph is built and walked on 7-bit codes, with exact values for the best.
    public var usesCodes = true

    /// An index with its defaults.
    public init(_ kind: Kind = .hnsw) { self.kind = kind }

    /// The parameters of the graph.
    var parameters: HNSWParameters {
        var parameters = HNSWParameters(m: m, efConstruction: efConstruction, efSearch: efSearch, seed: seed)
        parameters.codes = usesCodes ? .automatic : .none
        return parameters
    }

    func validate() throws { try parameters.validate() }
}
