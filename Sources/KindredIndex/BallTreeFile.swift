public import KindredMath

// Fields: leafSize, maxLeaves (-1 for none), recallSamples. Tables: centres, balls, order. The rows' copies are made again.

extension BallTree {
    static let format = IndexFile.Format(magic: "KINDBALL")

    /// Writes the index to a file, whole or not at all: under a temporary name, synced, then renamed.
    ///
    /// - Throws: `io`, `diskFull`.
    public func write(to path: String) throws(IndexError) {
        var fields = LittleEndianWriter()
        fields.append(integers: [parameters.leafSize, parameters.maxLeaves ?? -1, parameters.recallSamples])
        let tables = [centres, balls, order]
        try IndexContents(Self.format, indexed, fields: fields, tables: tables, recall: recall).write(to: path)
    }

    /// Opens an index file and checks all of it; its rows are those it was built on.
    ///
    /// - Throws: `io`, `truncated`, `foreign`, `newerVersion`, `corrupt`, or `mismatch` when the file was built for another
    ///   number of rows, dimension, element or reduction.
    public init(contentsOf path: String, rows: VectorRows, reduction: KernelReduction) throws(IndexError) {
        try Self.check(reduction, rows.element)
        var contents = try IndexContents(
            Self.format, contentsOf: path, tables: ["centres", "balls", "order"], rows: rows, reduction: reduction)
        let leafSize = contents.readInteger(), maxLeaves = contents.readInteger()
        let parameters = BallTreeParameters(
            leafSize: leafSize, maxLeaves: maxLeaves < 0 ? nil : maxLeaves, recallSamples: contents.readInteger())
        let tables = contents.tables
        guard (try? parameters.validate()) != nil,
            Self.isSound(HalvedTree(count: contents.indexed, leafSize: leafSize), tables, rows)
        else { throw IndexError(.corrupt, "\(path) holds no ball tree of \(contents.indexed) rows") }
        var indexed = try IndexedRows(rows, reduction, indexed: contents.indexed)
        indexed.live = contents.live
        try self.init(indexed, parameters, centres: tables[0], balls: tables[1], order: tables[2], threads: 1)
        recall = contents.recall
    }

    /// Whether tables of a file can be searched safely.
    private static func isSound(_ shape: HalvedTree, _ tables: [IndexTable], _ rows: VectorRows) -> Bool {
        tables[0].byteCount == shape.nodeCount * centreStride(rows) && tables[1].count(of: Ball.self) == shape.nodeCount
            && tables[2].isPermutation(of: shape.count)
    }
}
