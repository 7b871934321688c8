import Foundation

/// What a repair did.
public struct RepairReport: Sendable {
    /// Points that were damaged, by collection; they are gone when `dropsDamaged` was asked for.
    public var damaged: [(collection: String, id: PointID, problem: String)] = []
    /// Derived files that were made anew.
    public var rebuilt: [String] = []
}

extension Database {
    /// Makes a database usable again: derived files are built anew and, when asked, damaged points are dropped.
    ///
    /// The database must not be open. What SQLite itself reports as corrupt cannot be mended: restore a backup.
    ///
    /// - Parameters:
    ///   - path: the database's directory.
    ///   - dropsDamaged: whether points whose vectors or payloads are damaged are removed; otherwise they are only reported.
    /// - Throws: `StorageError`: `locked` when the database is open elsewhere, `corrupt` when SQLite's files are damaged.
    public static func repair(path: String, dropsDamaged: Bool) throws(StorageError) -> RepairReport {
        var options = DatabaseOptions()
        options.createsIfMissing = false
        options.checksFiles = false
        let database = try Database(path: path, options: options)
        var report = RepairReport()
        for name in try database.collectionNames() {
            try database.collection(name).repair(dropsDamaged: dropsDamaged, &report)
        }
        try database.close()
        return report
    }
}

extension VectorCollection {
    func repair(dropsDamaged: Bool, _ report: inout RepairReport) throws(StorageError) {
        let problems = try store.integrityProblems()
        guard problems.isEmpty else {
            throw StorageError(.corrupt, "collection.sqlite of \(name) is damaged (\(problems[0])): restore a backup")
        }
        for view in snapshot.segments where view.rows > 0 {
            var findings: [SegmentCheck.Finding] = []
            let check = SegmentCheck(view: view, store: store, configuration: configuration.restricted(to: view.segment))
            let columns = check.openColumns(&findings)
            let damaged = try check.damagedPoints(columns)
            report.damaged += damaged.filter { $0.pid >= 0 }.map { (name, $0.id, $0.message) }
            if dropsDamaged {
                try drop(damaged, in: view, check, columns)
            } else if !damaged.isEmpty || columns.count < check.configuration.denseVectors.count {
                continue
            }
            try rebuild(view.segment.id, &report)
        }
    }

    /// Removes damaged points and takes what is left of the files for granted.
    private func drop(_ damaged: [SegmentCheck.DamagedPoint], in view: SegmentView, _ check: SegmentCheck, _ columns: [String: VectorColumn]) throws(StorageError) {
        let hasDamagedFile = columns.contains { view.segment.isSealed && $0.value.checksum(rows: view.rows) != view.segment.checksums[$0.key] }
        guard !damaged.isEmpty || hasDamagedFile || columns.count < check.configuration.denseVectors.count else { return }
        try write { _ throws(StorageError) in
            var snapshot = self.snapshot
            guard let index = snapshot.segments.firstIndex(where: { $0.segment.id == view.segment.id }) else { return }
            let gone = Set(damaged.map(\.pid))
            let dead = try check.deadSlots(without: gone)
            var record = snapshot.segments[index].record
            record.tombstones = dead
            if record.isSealed { record.checksums = columns.mapValues { $0.checksum(rows: view.rows) } }
            let mended = record
            try commit("drop damaged points", &snapshot) { transaction, snapshot in
                for pid in gone { try transaction.delete(pid: pid) }
                if dead.count == view.rows {
                    try transaction.removeSegment(view.segment.id)
                    snapshot.segments.remove(at: index)
                } else {
                    try transaction.save(mended)
                    let segment = Segment(record: mended, folder: view.segment.folder, configuration: check.configuration)
                    snapshot.segments[index] = SegmentView(record: mended, segment: segment)
                }
            }
        }
        if !snapshot.segments.contains(where: { $0.segment.id == view.segment.id }) { try? FileManager.default.removeItem(at: view.segment.folder) }
    }

    /// Opens a segment, which makes its row table anew when that is missing, and builds graphs that are missing.
    private func rebuild(_ segment: Int64, _ report: inout RepairReport) throws(StorageError) {
        guard let view = snapshot.segments.first(where: { $0.segment.id == segment }), view.segment.isSealed else { return }
        let table = view.segment.folder.appending(path: SealedRows.fileName)
        if (try? SealedRows(reading: table, count: view.rows)) == nil { report.rebuilt.append("\(name): \(SealedRows.fileName) of segment \(segment)") }
        _ = try contents(view)
        while try optimizing.withLock({ _ throws(StorageError) in try rebuildIndexes(buildContext(nil)) }) {
            report.rebuilt.append("\(name): a graph of segment \(segment)")
        }
    }
}
