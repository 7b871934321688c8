import Foundation
import RoaringBitmaps
import Synchronization

extension VectorCollection {
    /// Stores points; one whose id is known is replaced whole.
    ///
    /// When this returns the points are on the disk and every later read sees them; when it throws, nothing was changed. Of several
    /// points with the same id the last one counts. Storing many points at once is much faster than one by one: each call
    /// waits for the disk.
    ///
    /// - Throws: `StorageError`: `invalidArgument` for a wrong dimension, an unknown vector name, or a component that is not finite;
    ///   `diskFull`, `memoryLimit`, `readOnly`, `closed`.
    public func upsert(_ points: [Point]) throws(StorageError) {
        try upsert(try Self.batch(of: points, configuration))
    }

    /// Points by columns.
    ///
    /// - Throws: `StorageError` with code `invalidArgument` for an unknown name or a wrong dimension.
    static func batch(of points: [Point], _ configuration: CollectionConfiguration) throws(StorageError) -> PointBatch {
        var columns: [String: PointBatch.Column] = [:]
        for (name, vector) in configuration.denseVectors { columns[name] = column(name, vector.dimension, points) }
        for point in points {
            for (name, values) in point.vectors {
                let vector = try configuration.dense(name)
                guard values.count == vector.dimension else {
                    throw StorageError(.invalidArgument, "the vector\(name.isEmpty ? "" : " \"\(name)\"") of point \(point.id) has dimension \(values.count), the collection has \(vector.dimension)")
                }
            }
        }
        var batch = PointBatch(ids: points.map(\.id), vectors: columns, payloads: points.map(\.payload))
        batch.takeVariableVectors(of: points)
        return batch
    }

    private static func column(_ name: String, _ dimension: Int, _ points: [Point]) -> PointBatch.Column {
        var column = PointBatch.Column(values: [])
        column.values.reserveCapacity(points.count * dimension)
        for (row, point) in points.enumerated() {
            if let values = point.vectors[name] {
                column.values += values
            } else {
                column.values += repeatElement(0, count: dimension)
                column.absent.append(row)
            }
        }
        return column
    }

    /// Stores points given by columns. See ``upsert(_:)``.
    ///
    /// - Parameters:
    ///   - batch: the points.
    ///   - progress: remembered in the same commit, so that an import can go on where it was killed: see ``importProgress(_:)``.
    public func upsert(_ batch: PointBatch, progress: ImportProgress? = nil) throws(StorageError) {
        let configuration = configuration
        let prepared = try PreparedBatch(batch, configuration: configuration)
        guard prepared.count > 0 || progress != nil else { return }
        try write { state throws(StorageError) in
            // Vectors may have been added or removed since.
            let isCurrent = configuration.storesLike(self.configuration)
            let prepared = isCurrent ? prepared : try PreparedBatch(batch, configuration: self.configuration)
            try BatchWrite(collection: self, batch: prepared, progress: progress).run(&state)
        }
    }

    /// How many rows of a source an import has made durable.
    public func importProgress(_ source: String) throws(StorageError) -> Int {
        try store.read("read the import's progress") {
            try Int.fetchOne($0, sql: "SELECT rows FROM progress WHERE source = ?", arguments: [source]) ?? 0
        }
    }

    /// Removes points; ids that are not there are ignored.
    ///
    /// - Returns: how many points were removed.
    /// - Throws: `StorageError`: `diskFull`, `readOnly`, `closed`.
    @discardableResult
    public func delete(_ ids: [PointID]) throws(StorageError) -> Int {
        guard !ids.isEmpty else { return 0 }
        return try write { _ throws(StorageError) in try remove(ids) }
    }

    /// Removes points; called by the one writer.
    func remove(_ ids: [PointID]) throws(StorageError) -> Int {
        var snapshot = self.snapshot
        let removed = try commit("delete points", &snapshot) { transaction, snapshot in
            var pids: [Int64] = []
            for id in ids {
                guard let pid = try transaction.pid(of: id) else { continue }
                try transaction.delete(pid: pid)
                pids.append(pid)
            }
            try bury(pids, in: &snapshot, transaction)
            return pids.count
        }
        if removed > 0 { wakeOptimizer() }
        return removed
    }

    /// Marks rows as no longer counting, in the transaction and in the snapshot that will be published after it.
    func bury(_ pids: [Int64], in snapshot: inout Snapshot, _ transaction: StoreTransaction) throws {
        var slots: [Int: [UInt32]] = [:]
        for pid in pids {
            guard let index = snapshot.index(of: pid) else { throw StorageError(.corrupt, "row \(pid) is in no segment") }
            slots[index, default: []].append(UInt32(try slot(of: pid, in: snapshot.segments[index])))
        }
        for (index, slots) in slots {
            snapshot.segments[index] = snapshot.segments[index].changed { view in
                for slot in slots { view.tombstones.insert(slot) }
            }
            try transaction.save(snapshot.segments[index])
        }
    }

    func slot(of pid: Int64, in view: SegmentView) throws(StorageError) -> Int {
        if !view.segment.isSealed { return Int(pid - view.segment.first) }
        guard let slot = try contents(view).rows.slot(of: pid, rows: view.rows) else {
            throw StorageError(.corrupt, "row \(pid) is not in segment \(view.segment.id)")
        }
        return slot
    }
}

/// How far an import of some source has come.
public struct ImportProgress: Sendable, Hashable {
    /// What is imported: anything that names it for the caller.
    public var source: String
    /// Rows of the source that are durable once the batch is.
    public var rows: Int

    /// Rows of a source.
    public init(source: String, rows: Int) {
        self.source = source
        self.rows = rows
    }
}
