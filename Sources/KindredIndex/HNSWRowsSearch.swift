internal import KindredMath

extension HNSW {
    /// The same graph walked over the rows themselves, whatever it was built on: slower, and as near as the graph allows.
    ///
    /// It shares all memory with this one.
    public var overRows: HNSW {
        guard codes != nil || records != nil, let kernels = try? RowKernels(reduction, rows.element) else { return self }
        var graph = self
        graph.codes = nil
        graph.records = nil
        graph.space = Space(rows, kernels)
        return graph
    }
}
