public import KindredMath

extension HNSW {
    /// Builds the graph of some rows.
    ///
    /// O(n log n) distances; M = 16, efConstruction = 200 and 200,000 rows of 128 floats take some ten seconds on one core.
    /// - Throws: `invalidParameter`, `unsupported` (the reduction is not defined for the rows, or codes or inline records of
    ///   anything but squared L2 of f32), `cancelled`.
    public init(
        rows: VectorRows, reduction: KernelReduction, parameters: HNSWParameters = HNSWParameters(),
        context: BuildContext = BuildContext()
    ) throws(IndexError) {
        try parameters.validate()
        var parameters = parameters
        parameters.codes = parameters.codes.resolved(rows, reduction)
        try parameters.layout.check(rows, reduction)
        let codes = try RowCodes(rows, reduction, parameters.codes, threads: context.threads)
        try self.init(building: rows, reduction, parameters, codes, known: [], context) { _ in }
    }

    /// Builds the graph of some rows by parameters and codes that fit them.
    ///
    /// - Parameters:
    ///   - known: the levels of the first rows, which `begin` puts into the graph; those behind are drawn.
    ///   - begin: what is done before rows are inserted.
    init(
        building rows: VectorRows, _ reduction: KernelReduction, _ parameters: HNSWParameters, _ codes: RowCodes?, known: [UInt8], _ context: BuildContext,
        begin: (HNSWBuilder) throws(IndexError) -> Void
    ) throws(IndexError) {
        let draw = HNSWLevels(seed: parameters.seed, mL: parameters.mL)
        let levels = known + (known.count..<rows.count).map { UInt8(draw.level(of: $0)) }
        let graph = HNSWGraph(levels: levels, degree: parameters.mMax0, upperDegree: parameters.mMax)
        try self.init(rows: rows, reduction: reduction, parameters: parameters, graph: graph, codes: codes)
        let builder = HNSWBuilder(
            graph: graph, keys: HNSWLinkKeys(graph), space: space, parameters: parameters, threads: context.threads)
        try begin(builder)
        try builder.insert(to: rows.count, context)
        try builder.fill(0..<rows.count, context)
        builder.reach()
        if parameters.layout == .inline { records = try InlineRecords.make(graph, rows, context) }
        try context.report(rows.count, of: rows.count)
        if parameters.recallSamples > 0 { recall = measuredRecall(samples: parameters.recallSamples, context.threads) }
    }
}
