/// A vector file with the payloads and ids that lie beside it in files of their own, read together row by row.
///
/// Payloads and ids of the vector file itself are replaced by those of the files beside it.
public struct ImportFiles: Sendable {
    private var vectors: any VectorFileReader
    private var payloads: PayloadFileReader?
    private var ids: IdentifierFileReader?

    /// Opens the files. Where the vector file knows its rows, the files beside it are counted now, so that nothing is imported of a set that does not fit.
    ///
    /// - Throws: `FileError`; `mismatch` naming both counts.
    public init(vectors path: String, payloads: String? = nil, ids: String? = nil, options: VectorFileOptions = VectorFileOptions()) throws(FileError) {
        vectors = try VectorFile.open(path, options: options)
        if let payloads { self.payloads = try PayloadFileReader(path: payloads) }
        if let ids { self.ids = try IdentifierFileReader(path: ids) }
        if let rows = vectors.rowCount {
            try requireEqual(rows, self.payloads?.remaining(), of: payloads, "payload lines")
            try requireEqual(rows, self.ids?.remaining(), of: ids, "ids")
        }
    }

    /// Values per row; 0 when there are named vectors only.
    public var dimension: Int { vectors.dimension }
    /// Dimensions of the named vectors seen so far.
    public var namedDimensions: [String: Int] { vectors.namedDimensions }
    /// Rows, where the format tells.
    public var rowCount: Int? { vectors.rowCount }
    /// The row that the next batch begins with.
    public var nextRow: Int { vectors.nextRow }
    /// Bytes of the vector file behind the reader, and its size.
    public var progress: (done: UInt64, total: UInt64?) { vectors.progress }

    /// The next rows with their payloads and ids; `nil` at the end, when the other files are at their ends, too.
    ///
    /// - Throws: `FileError`; `mismatch` naming both counts when the files have different numbers of rows.
    public mutating func nextBatch(maxRows: Int) throws(FileError) -> VectorBatch? {
        let start = vectors.nextRow
        let batch = try vectors.nextBatch(maxRows: maxRows)
        let count = batch?.count ?? 0
        // At the end one more is asked for, to notice what is left over.
        let lines = try payloads?.next(max(count, 1))
        if let lines, lines.count != count { throw try mismatch(payloads?.path, have: start + lines.count + (payloads?.remaining() ?? 0), "payload lines") }
        let names = try ids?.next(max(count, 1))
        if let names, names.count != count { throw try mismatch(ids?.path, have: start + names.count + (ids?.remaining() ?? 0), "ids") }
        guard var batch else { return nil }
        if let lines { batch.payloads = lines }
        if let names { batch.ids = names }
        return batch
    }

    /// Goes to a row in all files.
    ///
    /// - Throws: `mismatch` when one has fewer rows.
    public mutating func seek(toRow row: Int) throws(FileError) {
        try vectors.seek(toRow: row)
        if try payloads?.seek(toRow: row) == false { throw FileError(.mismatch, path: payloads?.path ?? "", "cannot continue at row \(row): there are fewer payload lines") }
        if try ids?.seek(toRow: row) == false { throw FileError(.mismatch, path: ids?.path ?? "", "cannot continue at row \(row): there are fewer ids") }
    }

    private func requireEqual(_ rows: Int, _ count: Int?, of path: String?, _ what: String) throws(FileError) {
        if let count, count != rows { throw FileError(.mismatch, path: path ?? "", "has \(count) \(what), but \(vectors.path) has \(rows) rows") }
    }

    private func mismatch(_ path: String?, have count: Int, _ what: String) throws(FileError) -> FileError {
        var rest = vectors
        while try rest.nextBatch(maxRows: 1_024) != nil {}
        return FileError(.mismatch, path: path ?? "", "has \(count) \(what), but \(vectors.path) has \(rest.nextRow) rows")
    }
}
