import Foundation
import KindredIndex
import RoaringBitmaps

extension VectorCollection {
    /// Bytes a growing segment's vectors may take, which bounds how long an exact scan of it lasts (about 2 ms).
    private static let growingByteCount = 32 << 20

    /// Rows of a growing segment.
    var growingCapacity: Int {
        if let rows = configuration.optimizer.segmentRows { return rows }
        let width = configuration.denseVectors.values.reduce(0) { $0 + $1.dimension * 4 }
        return min(max(Self.growingByteCount / max(width, 1), 1024), 32_768)
    }

    /// Starts an empty growing segment: names it in SQLite, then makes its files.
    ///
    /// A process killed in between leaves a segment without rows, which the next opening sweeps away.
    func newSegment(first: Int64) throws(StorageError) -> SegmentView {
        var record = SegmentRecord(
            id: 0, isSealed: false, first: first, last: first - 1, rows: 0, capacity: growingCapacity,
            tombstones: RoaringBitmap(), absent: [:], checksums: [:])
        record.id = try store.transaction("add a segment") { try $0.addSegment(record) }
        let segmentFolder = Self.folder(of: record.id, in: folder)
        do throws(StorageError) {
            let contents = try makeGrowingFiles(record, in: segmentFolder)
            let segment = Segment(record: record, folder: segmentFolder, configuration: configuration, contents: contents)
            return SegmentView(record: record, segment: segment)
        } catch {
            try? FileManager.default.removeItem(at: segmentFolder)
            try? store.transaction("remove a segment") { try $0.removeSegment(record.id) }
            throw error
        }
    }

    /// Takes back segments that a failed write had started.
    func discard(_ views: some Sequence<SegmentView>) {
        for view in views {
            try? FileManager.default.removeItem(at: view.segment.folder)
            try? store.transaction("remove a segment") { try $0.removeSegment(view.segment.id) }
        }
    }

    private func makeGrowingFiles(_ record: SegmentRecord, in segmentFolder: URL) throws(StorageError) -> SegmentContents {
        try rethrowing("create \(segmentFolder.path)") {
            try FileManager.default.createDirectory(at: segmentFolder, withIntermediateDirectories: true)
        }
        var columns: [String: VectorColumn] = [:]
        for (name, vector) in configuration.denseVectors {
            let url = segmentFolder.appending(path: VectorColumn.fileName(name))
            let file = try VectorFile(creating: url, width: vector.dimension * 4, capacity: record.capacity)
            columns[name] = try VectorColumn(name: name, configuration: vector, file: file, capacity: record.capacity, memory: memory)
        }
        try MappedFile.synchronizeFolder(segmentFolder)
        try MappedFile.synchronizeFolder(folder.appending(path: "segments"))
        return SegmentContents(rows: .growing(first: record.first, ids: AppendOnlyBuffer(capacity: record.capacity)), columns: columns)
    }
}
