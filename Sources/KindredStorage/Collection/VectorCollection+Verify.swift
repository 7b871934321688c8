import Foundation
import GRDB
import KindredIndex
import RoaringBitmaps

/// Something that is wrong with stored bytes.
public struct StorageProblem: Sendable, Hashable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable {
        /// Points are damaged or lost: restore a backup, or let `repair` drop them.
        case damaged
        /// A derived file is missing or damaged; it is made anew at its next use, or by `repair`.
        case rebuildable
    }

    /// How bad it is.
    public var severity: Severity
    /// The collection it was found in; empty for the catalogue.
    public var collection: String
    /// What and where, in one line.
    public var message: String

    /// The severity, the collection and what was found.
    public var description: String { "\(severity.rawValue): \(collection.isEmpty ? "" : "\(collection): ")\(message)" }
}

extension VectorCollection {
    /// Reads everything the collection stores and reports what is not sound; empty when all is.
    ///
    /// Every row's vectors and payload are compared with the checksums their commit recorded, every sealed file with its own, and the
    /// segments with what SQLite says of them. Reads and writes go on meanwhile.
    ///
    /// - Complexity: O(stored bytes).
    public func verify() throws(StorageError) -> [StorageProblem] {
        try optimizing.withLock { _ throws(StorageError) in
            var problems = try store.integrityProblems().map { problem(.damaged, "collection.sqlite: \($0)") }
            guard problems.isEmpty else { return problems }
            var seen: Int64 = -1
            for _ in 0..<Self.verifyAttempts {
                (seen, problems) = try reading { snapshot throws(StorageError) in (snapshot.generation, try problemsOfSegments(snapshot)) }
                // Files that another process's optimiser removed meanwhile are not missing.
                guard isReadOnly, !problems.isEmpty, try store.consistently({ $0 }) != seen else { return problems }
            }
            return problems
        }
    }

    /// How often a verification that another process overtook begins anew.
    private static let verifyAttempts = 20

    private func problemsOfSegments(_ snapshot: Snapshot) throws(StorageError) -> [StorageProblem] {
        var problems: [StorageProblem] = []
        for view in snapshot.segments where view.rows > 0 {
            let check = SegmentCheck(view: view, store: store, configuration: configuration.restricted(to: view.segment))
            problems += try check.run().map { problem($0.severity, "segment \(view.segment.id): \($0.message)") }
        }
        let stray = try store.strayPoints(snapshot)
        if stray > 0 { problems.append(problem(.damaged, "\(stray) points lie in no segment")) }
        return problems
    }

    private func problem(_ severity: StorageProblem.Severity, _ message: String) -> StorageProblem {
        StorageProblem(severity: severity, collection: name, message: message)
    }
}

/// The comparison of one segment's files with what SQLite says.
struct SegmentCheck {
    let view: SegmentView
    let store: CollectionStore
    let configuration: CollectionConfiguration

    struct Finding {
        var severity: StorageProblem.Severity
        var message: String
    }

    /// The points of a segment that are not sound.
    struct DamagedPoint: Sendable {
        var pid: Int64
        var id: PointID
        var message: String
    }

    func run() throws(StorageError) -> [Finding] {
        var findings: [Finding] = []
        let columns = openColumns(&findings)
        for point in try damagedPoints(columns) { findings.append(Finding(severity: .damaged, message: point.message)) }
        guard view.segment.isSealed else { return findings }
        for (name, column) in columns where column.checksum(rows: view.rows) != view.segment.checksums[name] {
            findings.append(Finding(severity: .damaged, message: "\(column.file.url.lastPathComponent) does not have the checksum it was sealed with"))
        }
        do {
            _ = try SealedRows(reading: view.segment.folder.appending(path: SealedRows.fileName), count: view.rows)
        } catch { findings.append(Finding(severity: .rebuildable, message: "\(error)")) }
        findings += indexFindings(columns)
        return findings
    }

    /// Opens what can be opened of the vector files.
    func openColumns(_ findings: inout [Finding]) -> [String: VectorColumn] {
        var columns: [String: VectorColumn] = [:]
        for (name, vector) in configuration.denseVectors {
            do throws(StorageError) {
                let url = view.segment.folder.appending(path: VectorColumn.fileName(name))
                let file = try VectorFile(opening: url, width: vector.dimension * 4, rows: view.rows)
                columns[name] = try VectorColumn(name: name, configuration: vector, file: file, capacity: view.rows, memory: MemoryBudget(limit: nil))
            } catch { findings.append(Finding(severity: .damaged, message: "\(error)")) }
        }
        return columns
    }

    /// The points whose vectors or payloads are not what their commit recorded, or that have no row.
    func damagedPoints(_ columns: [String: VectorColumn]) throws(StorageError) -> [DamagedPoint] {
        var damaged: [DamagedPoint] = []
        let ordered = columns.sorted { $0.key < $1.key }.map(\.value)
        let isWhole = columns.count == configuration.denseVectors.count
        var slots = view.segment.isSealed ? view.liveBitmap.makeIterator() : nil
        try store.forEachRow(pids: view.segment.first...max(view.segment.first, view.last)) { row in
            // Live rows of a sealed segment lie in the order of their pids.
            let slot = slots == nil ? Int(row.pid - view.segment.first) : slots?.next().map(Int.init)
            guard let slot, slot < view.rows, !view.tombstones.contains(UInt32(slot)) else {
                damaged.append(DamagedPoint(pid: row.pid, id: row.id, message: "point \(row.id) has no row"))
                return
            }
            if Checksum.of(row.payload, id: row.id) != row.payloadChecksum {
                damaged.append(DamagedPoint(pid: row.pid, id: row.id, message: "the payload of point \(row.id) is damaged"))
            } else if !isWhole || SegmentContents.vectorChecksum(slot, ordered, view) != row.vectorChecksum {
                damaged.append(DamagedPoint(pid: row.pid, id: row.id, message: "the vector of point \(row.id) is damaged"))
            }
        }
        damaged += try damagedVariableVectors()
        let expected = view.liveCount
        let found = try store.pointCount(pids: view.segment.first...max(view.segment.first, view.last))
        if found < expected { damaged.append(DamagedPoint(pid: -1, id: .number(0), message: "\(expected - found) rows have no point")) }
        return damaged
    }

    /// Slots that no point of SQLite has once some pids are gone.
    ///
    /// In a sealed segment live rows lie in the order of their pids, so the point found at each live slot says which it is.
    func deadSlots(without gone: Set<Int64>) throws(StorageError) -> RoaringBitmap {
        var dead = RoaringBitmap(range: 0..<UInt32(view.rows))
        var slots = view.segment.isSealed ? view.liveBitmap.makeIterator() : nil
        try store.forEachRow(pids: view.segment.first...max(view.segment.first, view.last)) { row in
            let slot = slots == nil ? Int(row.pid - view.segment.first) : slots?.next().map(Int.init)
            if let slot, slot < view.rows, !gone.contains(row.pid) { dead.remove(UInt32(slot)) }
        }
        return dead
    }

    /// Whether a file of prepared rows is there and damaged.
    private func preparedFinding(_ column: VectorColumn) -> Finding? {
        let name = PreparedFile.fileName(column.name, column.configuration)
        guard FileManager.default.fileExists(atPath: column.folder.appending(path: name).path),
            PreparedFile.read(column.name, column.configuration, in: column.folder, rows: view.rows) == nil
        else { return nil }
        return Finding(severity: .rebuildable, message: "\(name) is damaged")
    }

    private func indexFindings(_ columns: [String: VectorColumn]) -> [Finding] {
        columns.values.filter { configuration.wantsIndex($0, rows: view.rows) }.compactMap { column in
            let wanted = column.configuration.index
            let path = view.segment.folder.appending(path: SegmentIndex.fileName(column, wanted)).path
            guard FileManager.default.fileExists(atPath: path) else {
                return column.configuration.reindexes == true ? nil : Finding(severity: .rebuildable, message: "the index is missing")
            }
            column.deriveAll(rows: view.rows)
            if let damaged = preparedFinding(column) { return damaged }
            do {
                guard let source = try column.indexRows(view.rows) else { return nil }
                _ = try wanted.open(path, source.rows, source.reduction)
                return nil
            } catch { return Finding(severity: .rebuildable, message: "the index is damaged: \(error)") }
        }
    }
}

extension CollectionStore {
    /// A row of `points` as it is stored, unchecked.
    typealias StoredRow = (pid: Int64, id: PointID, payload: String?, payloadChecksum: UInt32, vectorChecksum: UInt32)

    func forEachRow(pids: ClosedRange<Int64>, _ body: (StoredRow) throws -> Void) throws(StorageError) {
        try read("read points") { database in
            let cursor = try Row.fetchCursor(
                database, sql: "SELECT pid, id, payload, payload_check, vector_check FROM points WHERE pid BETWEEN ? AND ? ORDER BY pid",
                arguments: [pids.lowerBound, pids.upperBound])
            while let row = try cursor.next() {
                try body(
                    (
                        try row.value(0), try PointID(databaseValue: row[1]), try row.optional(2), try row.checksum(3), try row.checksum(4)
                    ))
            }
        }
    }

    func pointCount(pids: ClosedRange<Int64>) throws(StorageError) -> Int {
        try read("count points") {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM points WHERE pid BETWEEN ? AND ?", arguments: [pids.lowerBound, pids.upperBound]) ?? 0
        }
    }

    /// Points that no segment of a snapshot holds, though they were written before it.
    func strayPoints(_ snapshot: Snapshot) throws(StorageError) -> Int {
        try read("count points") { database in
            let last = snapshot.segments.map(\.last).max() ?? 0
            var count = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM points WHERE pid <= ?", arguments: [last]) ?? 0
            for view in snapshot.segments where view.rows > 0 {
                count -=
                    try Int.fetchOne(
                        database, sql: "SELECT COUNT(*) FROM points WHERE pid BETWEEN ? AND ?", arguments: [view.segment.first, view.last]) ?? 0
            }
            return max(0, count)
        }
    }
}
