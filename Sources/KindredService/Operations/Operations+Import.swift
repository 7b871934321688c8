import Foundation
import Kindred

/// Files to import into a collection.
public struct ImportRequest: Sendable {
    /// The collection, which must exist.
    public var collection: String
    /// The vector file.
    public var vectors: String
    /// JSON Lines beside it: line *i* is the payload of row *i*.
    public var payloads: String?
    /// Ids beside it: text with one per line, or a `.npy` of integers.
    public var ids: String?
    /// How to read the vector file.
    public var options = VectorFileOptions()
    /// The name of the vector to fill; "" is the unnamed one.
    public var using = ""
    /// Rows without ids get this id and the following, in file order.
    public var firstID: UInt64 = 0
    /// Rows per durable batch; `nil` chooses about 8 MiB of vectors.
    public var batchRows: Int?
    /// Continues after the rows that an interrupted import of the same file has made durable.
    public var resumes = false

    /// An import of one file.
    public init(collection: String, vectors: String, payloads: String? = nil, ids: String? = nil) {
        self.collection = collection
        self.vectors = vectors
        self.payloads = payloads
        self.ids = ids
    }
}

/// How far an import is, after each durable batch.
public struct ImportUpdate: Sendable {
    /// Rows of the file that are on the disk, those of earlier runs included.
    public var acknowledged: Int
    /// Rows that earlier runs had made durable.
    public var before: Int
    /// Rows of the file, when the format tells.
    public var rowCount: Int?
    /// Bytes of the vector file that are behind, and its size when it is a file.
    public var bytes: (done: UInt64, total: UInt64?)
}

/// What an import did.
public struct ImportResponse: Sendable {
    /// Rows imported by this run.
    public var imported: Int
    /// Rows of the file that are on the disk, those of earlier runs included.
    public var acknowledged: Int
    /// Wall-clock time.
    public var seconds: Double
    /// The import was told to stop before the file's end.
    public var wasStopped: Bool
}

extension Operations {
    /// Imports a file of any size in durable batches.
    ///
    /// - Parameters:
    ///   - request: what to import.
    ///   - afterBatch: called after each durable batch; the import stops when it returns `false`.
    /// - Throws: `FileError`, `StorageError`. Batches that were reported stay; nothing of the failed batch is stored.
    public func importFiles(_ request: ImportRequest, afterBatch: (ImportUpdate) -> Bool = { _ in true }) throws -> ImportResponse {
        let start = ContinuousClock.now
        let collection = try database.collection(request.collection)
        var files = try ImportFiles(vectors: request.vectors, payloads: request.payloads, ids: request.ids, options: request.options)
        let source = Self.source(request)
        let first = request.resumes ? try collection.importProgress(source) : 0
        let batches = try ImportBatches(request, collection.configuration, files)
        if first > 0 { try files.seek(toRow: first) }
        var stopped = false
        while !stopped, let rows = try files.nextBatch(maxRows: batches.rows) {
            try collection.upsert(try batches.points(rows), progress: ImportProgress(source: source, rows: files.nextRow))
            stopped = !afterBatch(ImportUpdate(acknowledged: files.nextRow, before: first, rowCount: files.rowCount, bytes: files.progress))
        }
        let total = files.nextRow
        return ImportResponse(imported: total - first, acknowledged: total, seconds: (ContinuousClock.now - start).inSeconds, wasStopped: stopped && files.rowCount != total)
    }

    /// Names a source so that another file, or the same one grown or with other ids, is not taken for it.
    private static func source(_ request: ImportRequest) -> String {
        let url = URL(fileURLWithPath: request.vectors).standardizedFileURL
        let size = (try? url.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
        return "\(url.path)|\(size)|\(request.using)|\(request.ids ?? "\(request.firstID)")"
    }
}

extension Duration {
    /// Seconds with their fraction.
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
