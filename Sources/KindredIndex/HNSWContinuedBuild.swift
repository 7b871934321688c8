public import KindredMath

// Not in the paper: a graph whose first rows are known from an older one, so that joining indexes and dropping removed rows need not build
// everything anew. See HNSWCarryBuild for what becomes of the older links; the rows behind enter as in any build.

extension HNSW {
    /// The least share of an older graph's rows that must stay for its links to be worth keeping: of less, the nodes that lost neighbours
    /// are nearly all, and choosing among what is left costs recall.
    public static let keptShare = 0.5

    /// Builds the graph of rows of which the first are rows of an older graph, whose links are kept.
    ///
    /// Takes the time of inserting the other rows, besides encoding and filling all of them. Recall is that of a graph built from
    /// nothing, within what two builds differ by. The same rows, older graph and parameters give the same bytes on any number of threads.
    /// - Parameters:
    ///   - older: a graph over rows compared in the same way, with as many links a node.
    ///   - kept: which of its rows stay, rising; `rows` begins with them in this order.
    ///   - rows: those that stay, and more behind them.
    ///   - parameters: as for a build from nothing; the older graph's by default.
    /// - Throws: `mismatch` when the older graph's rows or links are of another shape or `kept` names no rows of it; otherwise as a build.
    public init(
        continuing older: HNSW, keeping kept: [UInt32], rows: VectorRows, parameters: HNSWParameters? = nil, context: BuildContext = BuildContext()
    ) throws(IndexError) {
        var parameters = parameters ?? older.parameters
        try parameters.validate()
        try older.checkContinuation(kept, rows, parameters)
        parameters.codes = parameters.codes.resolved(rows, older.reduction)
        try parameters.layout.check(rows, older.reduction)
        let codes = try older.codes(for: rows, kept: kept.count, parameters.codes, context.threads)
        let known = kept.map { UInt8(older.graph.level($0)) }
        try self.init(building: rows, older.reduction, parameters, codes, known: known, context) { (builder) throws(IndexError) in
            try builder.carry(older.graph, kept, context)
        }
    }

    /// Whether enough rows stay for a graph of such parameters to keep this one's links.
    public func isWorthContinuing(_ kept: [UInt32], _ parameters: HNSWParameters) -> Bool {
        hasLinks(of: parameters) && self.parameters.m == parameters.m && self.parameters.efConstruction >= parameters.efConstruction
            && Double(kept.count) >= Self.keptShare * Double(count)
    }

    /// Whether nodes have room for as many links as parameters say.
    private func hasLinks(of parameters: HNSWParameters) -> Bool { graph.degree == parameters.mMax0 && graph.upperDegree == parameters.mMax }

    /// The codes of rows: by what this graph's were made with while most rows are its own, else made anew.
    private func codes(for rows: VectorRows, kept: Int, _ wanted: HNSWParameters.Codes, _ threads: Int) throws(IndexError) -> RowCodes? {
        if let codes, codes.kind == wanted, 2 * kept >= rows.count, let encoded = try codes.encoding(rows, threads: threads) { return encoded }
        return try RowCodes(rows, reduction, wanted, threads: threads)
    }

    private func checkContinuation(_ kept: [UInt32], _ rows: VectorRows, _ parameters: HNSWParameters) throws(IndexError) {
        guard rows.dimension == self.rows.dimension, rows.element == self.rows.element, rows.count >= kept.count else {
            throw IndexError(
                .mismatch,
                "\(rows.count) rows of \(rows.dimension) \(rows.element) do not continue \(kept.count) rows of \(self.rows.dimension) \(self.rows.element)")
        }
        guard hasLinks(of: parameters) else {
            throw IndexError(
                .mismatch,
                "a graph of \(graph.degree) and \(graph.upperDegree) links a node does not go on with \(parameters.mMax0) and \(parameters.mMax)")
        }
        let isRising = zip(kept, kept.dropFirst()).allSatisfy { $0 < $1 }
        guard isRising, kept.last.map({ $0 < count }) ?? true else {
            throw IndexError(.mismatch, "the rows to keep must rise and lie among the \(count) of the older graph")
        }
    }
}
