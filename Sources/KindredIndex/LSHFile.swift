public import KindredMath

// Fields: as the parameters have them (-1 for nil, of numbers with a fraction NaN), then the chosen family, bits, tables and
// width. Tables: as LSHTables has them.

extension LSH {
    static let format = IndexFile.Format(magic: "KINDLSHT")

    /// Writes the index to a file, whole or not at all: under a temporary name, synced, then renamed.
    ///
    /// - Throws: `io`, `diskFull`.
    public func write(to path: String) throws(IndexError) {
        let p = parameters
        var fields = LittleEndianWriter()
        fields.append(integers: [
            p.family.map { Int($0.rawValue) } ?? -1, p.bits ?? -1, p.tables, p.probes, Int(bitPattern: UInt(p.seed)),
            p.recallSamples, Int(family.rawValue), bits, tables,
        ])
        fields.append((p.targetRecall ?? .nan).bitPattern)
        fields.append((p.width ?? .nan).bitPattern)
        fields.append(width.bitPattern)
        try IndexContents(Self.format, indexed, fields: fields, tables: hashes.all, recall: recall).write(to: path)
    }

    /// Opens an index file and checks all of it; its rows are those it was built on.
    ///
    /// - Throws: `io`, `truncated`, `foreign`, `newerVersion`, `corrupt`, or `mismatch` when the file was built for another
    ///   number of rows, dimension, element or reduction.
    public init(contentsOf path: String, rows: VectorRows, reduction: KernelReduction) throws(IndexError) {
        var contents = try IndexContents(
            Self.format, contentsOf: path, tables: LSHTables.names, rows: rows, reduction: reduction)
        let integers = (0..<9).map { _ in contents.readInteger() }
        let targetRecall = contents.readDouble(), parameterWidth = contents.readDouble(), width = contents.readFloat()
        let all = contents.tables
        let hashes = LSHTables(directions: all[0], offsets: all[1], starts: all[2], slots: all[3])
        let parameters = LSHParameters(
            family: LSHFamily(rawValue: UInt8(clamping: integers[0] < 0 ? 255 : integers[0])),
            bits: integers[1] < 0 ? nil : integers[1], tables: integers[2],
            targetRecall: targetRecall.isNaN ? nil : targetRecall, probes: integers[3],
            width: parameterWidth.isNaN ? nil : parameterWidth, seed: UInt64(UInt(bitPattern: integers[4])),
            recallSamples: integers[5])
        guard (try? parameters.validate()) != nil, let resolved = try? parameters.resolved(reduction, rows.element),
            Int(resolved.family.rawValue) == integers[6], resolved.bits == integers[7],
            (1...LSHParameters.tablesMax).contains(integers[8]), width.isFinite, width > 0 || resolved.family != .e2lsh
        else { throw IndexError(.corrupt, "\(path): the header holds unknown values") }
        let shape = LSHShape(
            family: resolved.family, bits: resolved.bits, tables: integers[8], width: width, count: contents.indexed)
        guard hashes.isSound(shape, rows) else {
            throw IndexError(.corrupt, "\(path) holds no hash tables of \(contents.indexed) rows")
        }
        var indexed = try IndexedRows(rows, reduction, indexed: contents.indexed)
        indexed.live = contents.live
        self.init(indexed, parameters, shape, hashes)
        recall = contents.recall
    }
}
