import Foundation
import KindredMath
import KindredSimilarity

/// The prepared rows of a sealed column in a file, where preparing is work: a learned encoder, whitening.
///
/// Derived: a file that is missing or damaged is made again. Its name says under which measure, `prepared[-VECTOR][~MEASURE].ke`, and
/// what a number of a measure means never changes.
enum PreparedFile {
    /// Prepared bytes below which rows are prepared again at each opening: that takes some milliseconds.
    private static let least = 1 << 20

    static func fileName(_ column: String, _ configuration: VectorConfiguration) -> String {
        "prepared" + VectorColumn.fileSuffix(column) + configuration.versions.suffix + ".ke"
    }

    /// Whether a column of so many rows has such a file.
    static func isWorthwhile(_ configuration: VectorConfiguration, rows: Int) -> Bool {
        let preparation = configuration.measure.form.preparation
        return preparation.prefersMany && rows * width(configuration) >= least
    }

    private static func width(_ configuration: VectorConfiguration) -> Int {
        4 * configuration.measure.form.preparation.preparedDimension(for: configuration.dimension)
    }

    /// The file of a column, whole and undamaged; nil when there is none.
    static func read(_ column: String, _ configuration: VectorConfiguration, in folder: URL, rows: Int) -> MappedFile? {
        let url = folder.appending(path: fileName(column, configuration))
        guard let file = try? MappedFile(reading: url, minimumCount: VectorFile.headerByteCount + rows * width(configuration)) else { return nil }
        let bytes = file.array(of: UInt8.self, at: 0, count: FileHeader.byteCount)
        guard let header = try? FileHeader(bytes, kind: .prepared, name: url.lastPathComponent), header.count == UInt64(rows),
            Int(header.width) == width(configuration), file.count == VectorFile.headerByteCount + rows * width(configuration),
            header.checksum == file.checksum(VectorFile.headerByteCount..<file.count)
        else { return nil }
        return file
    }

    /// Prepares every row of a vector file into a file beside it; nil when the disk refuses, and rows stay in memory.
    static func write(_ column: String, _ configuration: VectorConfiguration, _ vectors: VectorFile, rows: Int) -> MappedFile? {
        let folder = vectors.url.deletingLastPathComponent()
        let url = folder.appending(path: fileName(column, configuration)), partial = url.appendingPathExtension("partial")
        do {
            let descriptor = try FileDescriptor(opening: partial, .create)
            let checksum = try fill(descriptor, configuration, vectors, rows: rows)
            try descriptor.write(FileHeader(kind: .prepared, checksum: checksum, count: rows, width: width(configuration)).bytes, at: 0)
            try descriptor.synchronize()
            try MappedFile.rename(partial, to: url)
        } catch {
            try? FileManager.default.removeItem(at: partial)
            return nil
        }
        return read(column, configuration, in: folder, rows: rows)
    }

    private static func fill(
        _ descriptor: borrowing FileDescriptor, _ configuration: VectorConfiguration, _ vectors: VectorFile, rows: Int
    ) throws(StorageError) -> UInt32 {
        let block = max(1, (1 << 20) / configuration.dimension), preparation = configuration.measure.form.preparation
        var checksum: UInt32 = 0
        for start in stride(from: 0, to: rows, by: block) {
            let count = min(block, rows - start)
            let given = vectors.mapping.array(
                of: Float.self, at: VectorFile.headerByteCount + start * vectors.width, count: count * configuration.dimension)
            let prepared = preparation.prepared(given.span, dimension: configuration.dimension)
            checksum = Kernels.active.crc32c(prepared.span.bytes, continuing: checksum)
            try descriptor.write(prepared, at: VectorFile.headerByteCount + start * width(configuration))
        }
        return checksum
    }
}

extension MeasureVersions? {
    /// What the names of files say that were made under a measure; nothing for the one that the collection was created with.
    var suffix: String { flatMap { $0.serving == $0.original ? nil : "~\($0.serving)" } ?? "" }
}

/// Where the prepared rows of a column are.
enum PreparedRows: Sendable {
    /// Prepared as rows arrive, or at each opening.
    case memory(AppendOnlyBuffer<Float>)
    /// In a file.
    case mapped(MappedFile)

    /// What keeps the rows alive.
    var owner: any AnyObject & Sendable {
        switch self {
        case .memory(let buffer): buffer
        case .mapped(let file): file
        }
    }

    /// Bytes held in memory.
    var byteCount: Int {
        switch self {
        case .memory(let buffer): 4 * buffer.capacity
        case .mapped: 0
        }
    }
}
