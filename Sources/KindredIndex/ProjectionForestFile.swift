public import KindredMath

// Fields: trees, leafSize (-1 for the usual), searchK (-1 for the usual), seed, recallSamples, the bits of the augmented
// norm. Tables: as ForestTables has them.

extension ProjectionForest {
    static let format = IndexFile.Format(magic: "KINDFRST")

    /// Writes the index to a file, whole or not at all: under a temporary name, synced, then renamed.
    ///
    /// - Throws: `io`, `diskFull`.
    public func write(to path: String) throws(IndexError) {
        var fields = LittleEndianWriter()
        fields.append(integers: [
            parameters.trees, parameters.leafSize ?? -1, parameters.searchK ?? -1, Int(bitPattern: UInt(parameters.seed)),
            parameters.recallSamples,
        ])
        fields.append(augmentedNorm.bitPattern)
        try IndexContents(Self.format, indexed, fields: fields, tables: tables.all, recall: recall).write(to: path)
    }

    /// Opens an index file and checks all of it; its rows are those it was built on.
    ///
    /// - Throws: `io`, `truncated`, `foreign`, `newerVersion`, `corrupt`, or `mismatch` when the file was built for another
    ///   number of rows, dimension, element or reduction.
    public init(contentsOf path: String, rows: VectorRows, reduction: KernelReduction) throws(IndexError) {
        try Self.check(reduction, rows.element)
        var contents = try IndexContents(
            Self.format, contentsOf: path, tables: ForestTables.names, rows: rows, reduction: reduction)
        let integers = (0..<5).map { _ in contents.readInteger() }, norm = contents.readFloat()
        let parameters = ProjectionForestParameters(
            trees: integers[0], leafSize: integers[1] < 0 ? nil : integers[1],
            searchK: integers[2] < 0 ? nil : integers[2], seed: UInt64(UInt(bitPattern: integers[3])),
            recallSamples: integers[4])
        let all = contents.tables
        let tables = ForestTables(nodes: all[0], normals: all[1], starts: all[2], slots: all[3], roots: all[4])
        guard (try? parameters.validate()) != nil, norm >= 0, norm.isFinite,
            tables.isSound(rows: rows, indexed: contents.indexed, parameters)
        else { throw IndexError(.corrupt, "\(path) holds no forest of \(contents.indexed) rows") }
        var indexed = try IndexedRows(rows, reduction, indexed: contents.indexed)
        indexed.live = contents.live
        self.init(indexed, parameters, tables, augmentedNorm: norm)
        recall = contents.recall
    }
}
