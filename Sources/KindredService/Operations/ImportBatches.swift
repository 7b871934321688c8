import Kindred

/// Turns rows of files into points of a collection.
struct ImportBatches {
    /// Rows per batch.
    let rows: Int
    private let request: ImportRequest
    private let configuration: CollectionConfiguration

    /// Bytes of vectors per batch when the caller does not say: one sync of the disk is then a small part of the time.
    private static let batchBytes = 8 << 20

    /// Checks that the files fit the collection.
    ///
    /// - Throws: `FileError.mismatch` naming both dimensions, `StorageError` for a vector that the collection does not have.
    init(_ request: ImportRequest, _ configuration: CollectionConfiguration, _ files: ImportFiles) throws {
        self.request = request
        self.configuration = configuration
        if let rows = request.batchRows, rows < 1 { throw StorageError(.invalidArgument, "batches of \(rows) rows; at least 1 is needed") }
        let width = 4 * max(1, configuration.vectors.values.reduce(0) { $0 + $1.dimension })
        rows = request.batchRows ?? min(max(Self.batchBytes / width, 256), 16_384)
        if files.dimension > 0 { try require(files.dimension, request.using) }
        for (name, dimension) in files.namedDimensions { try require(dimension, name) }
    }

    private func require(_ dimension: Int, _ name: String) throws {
        guard let vector = configuration.vectors[name] else {
            let names = configuration.vectors.keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
            let what = name.isEmpty ? "an unnamed vector" : "a vector \"\(name)\""
            throw StorageError(.invalidArgument, "\(request.vectors) has \(what); collection \(request.collection) has \(names): name one with --using")
        }
        guard vector.dimension == dimension else {
            throw FileError(.mismatch, path: request.vectors, "the vectors have dimension \(dimension), collection \(request.collection) has \(vector.dimension)")
        }
    }

    /// The points of some rows.
    ///
    /// - Throws: `FileError.malformed` with the row, for a payload that cannot be stored.
    func points(_ batch: VectorBatch) throws -> PointBatch {
        var columns: [String: PointBatch.Column] = [:]
        if batch.dimension > 0 { columns[request.using] = PointBatch.Column(values: batch.values) }
        for (name, vectors) in batch.named {
            try require(vectors.dimension, name)
            columns[name] = Self.column(vectors, count: batch.count)
        }
        for (name, vector) in configuration.vectors where columns[name] == nil && !columns.isEmpty {
            columns[name] = PointBatch.Column(values: [Float](repeating: 0, count: batch.count * vector.dimension), absent: Array(0..<batch.count))
        }
        let first = request.firstID + UInt64(batch.firstRow)
        let ids = batch.ids ?? (0..<UInt64(batch.count)).map { .number(first + $0) }
        return PointBatch(ids: ids, vectors: columns, payloads: try payloads(batch))
    }

    private func payloads(_ batch: VectorBatch) throws -> [Payload] {
        guard let texts = batch.payloads, texts.contains(where: { $0 != nil }) else { return [] }
        var payloads = [Payload]()
        payloads.reserveCapacity(texts.count)
        for (row, text) in texts.enumerated() {
            do {
                payloads.append(try text.map { try Payload(parsing: $0) } ?? [:])
            } catch {
                throw FileError(.malformed, path: request.payloads ?? request.vectors, at: .row(batch.firstRow + row), "\(error)")
            }
        }
        return payloads
    }

    /// Spreads the vectors that some rows have over all rows.
    private static func column(_ vectors: VectorBatch.NamedVectors, count: Int) -> PointBatch.Column {
        guard vectors.rows.count < count else { return PointBatch.Column(values: vectors.values) }
        let dimension = vectors.dimension
        var values = [Float](repeating: 0, count: count * dimension)
        for (index, row) in vectors.rows.enumerated() {
            values.replaceSubrange((row * dimension)..<((row + 1) * dimension), with: vectors.values[(index * dimension)..<((index + 1) * dimension)])
        }
        let present = Set(vectors.rows)
        return PointBatch.Column(values: values, absent: (0..<count).filter { !present.contains($0) })
    }
}
