/// Everything that shapes an HNSW graph and its default search, by the paper's names.
public struct HNSWParameters: Sendable, Hashable {
    /// How a node's links are chosen among the candidates a search found.
    public enum Selection: UInt8, Sendable, Hashable, CaseIterable {
        /// The nearest.
        case simple = 0
        /// A candidate stays when it is nearer to the node than to every candidate kept before it.
        case heuristic = 1
    }

    /// What the graph is built on and walked over.
    public enum Codes: UInt8, Sendable, Hashable, Codable, CaseIterable {
        /// The rows themselves.
        case none = 0
        /// 7-bit codes (one scale for all components, from quantiles); the best candidates are compared again with the
        /// rows. Squared L2 of f32 rows only.
        case sevenBit = 1
        /// Codes of 4 bits of the leading principal components, with a scale of their own a row; otherwise as `sevenBit`. A third of
        /// the bytes or less: the faster the longer rows are, too coarse for short ones.
        case fourBit = 2
        /// What suits the rows: 4 bits for many rows of 192 to 1,024 components, 7 bits for others, 8 bits where dot is compared, none where
        /// there are no codes.
        /// A built index says which it was.
        case automatic = 3
        /// 8-bit codes (one scale for all components, from quantiles), otherwise as `sevenBit`. Dot of f32 rows only.
        case eightBit = 4

        /// What a component of a code is: "f32", "u7", "u4".
        public var name: String {
            switch self {
            case .none: "f32"
            case .sevenBit: "u7"
            case .fourBit: "u4"
            case .automatic: "automatic"
            case .eightBit: "i8"
            }
        }
    }

    /// How level 0 lies in memory when it is walked.
    public enum Layout: UInt8, Sendable, Hashable, Codable, CaseIterable {
        /// Links, codes and rows apart; the best candidates are compared again with the rows.
        case compact = 0
        /// A record a node of its row, its links and 1-bit codes of its neighbours, all of which one expansion reads: some 2.3 to 2.8
        /// times the bytes of the rows, besides them. Squared L2 of f32 rows only.
        case inline = 1
    }

    /// Links a new node makes on each level. At least 2.
    public var m: Int
    /// Links a node may have above level 0. At least 1, default M.
    public var mMax: Int
    /// Links a node may have on level 0. At least M, default 2 M.
    public var mMax0: Int
    /// Width of the beam while building. At least M.
    public var efConstruction: Int
    /// Default width of the beam while searching; raised to k when smaller. At least 1.
    public var efSearch: Int
    /// Scale of the level draw floor(-ln(U(0,1]) · mL). Default 1 / ln M.
    public var mL: Double
    /// Seed of the level draw.
    public var seed: UInt64
    /// How links are chosen.
    public var selection: Selection
    /// Whether the heuristic also looks at the candidates' own neighbours.
    public var extendCandidates: Bool
    /// Whether slots that the heuristic leaves free take the nearest of the candidates it discarded. With `fill` the free
    /// slots are given away once, at the end, instead of in every choice.
    public var keepPrunedConnections: Bool
    /// Whether, at the end of the build, free slots on level 0 take the nearest neighbours of neighbours. Not in the
    /// paper: a fifth more queries per second at equal recall. Links made by later additions replace them.
    public var fill: Bool
    /// What the graph is walked over.
    public var codes: Codes
    /// How level 0 lies in memory when it is walked.
    public var layout: Layout
    /// Rows used as queries to measure ``RecallTable`` after the build; 0 measures nothing.
    public var recallSamples: Int

    /// Parameters; those left nil follow from M.
    public init(
        m: Int = 16, mMax: Int? = nil, mMax0: Int? = nil, efConstruction: Int = 200, efSearch: Int = 50,
        mL: Double? = nil, seed: UInt64 = 0, selection: Selection = .heuristic, extendCandidates: Bool = false,
        keepPrunedConnections: Bool = true, fill: Bool = true, codes: Codes = .none, layout: Layout = .compact,
        recallSamples: Int = 100
    ) {
        self.m = m
        self.mMax = mMax ?? m
        self.mMax0 = mMax0 ?? 2 * m
        self.efConstruction = efConstruction
        self.efSearch = efSearch
        self.mL = mL ?? (m > 1 ? 1 / Double(m).logarithm : 0)
        self.seed = seed
        self.selection = selection
        self.extendCandidates = extendCandidates
        self.keepPrunedConnections = keepPrunedConnections
        self.fill = fill
        self.codes = codes
        self.layout = layout
        self.recallSamples = recallSamples
    }

    /// The most links a node may have.
    static let linksMax = 512
    static let efMax = 1 << 20

    /// - Throws: `invalidParameter` naming the value and its range.
    public func validate() throws(IndexError) {
        try Self.require("M", m, in: 2...Self.linksMax, "M = 1 would divide by ln 1 = 0")
        try Self.require("Mmax", mMax, in: 1...Self.linksMax)
        try Self.require("Mmax0", mMax0, in: m...max(m, Self.linksMax), "a new node's M links must fit")
        try Self.require("efConstruction", efConstruction, in: m...max(m, Self.efMax), "M links are chosen from them")
        try Self.require("efSearch", efSearch, in: 1...Self.efMax)
        try Self.require("recallSamples", recallSamples, in: 0...Self.efMax)
        guard mL >= 0, mL <= 16 else { throw IndexError(.invalidParameter, "mL is \(mL): 0...16 is allowed") }
    }

    private static func require(
        _ name: String, _ value: Int, in range: ClosedRange<Int>, _ reason: String? = nil
    ) throws(IndexError) {
        guard !range.contains(value) else { return }
        let because = reason.map { " (\($0))" } ?? ""
        throw IndexError(
            .invalidParameter, "\(name) is \(value): \(range.lowerBound)...\(range.upperBound) is allowed\(because)")
    }
}
