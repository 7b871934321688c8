import Foundation
import GRDB
import KindredMath

extension SegmentContents {
    /// Opens a segment's files and checks them against what SQLite says.
    init(opening segment: Segment, view: SegmentView, indexes configuration: CollectionConfiguration, store: CollectionStore, memory: MemoryBudget) throws(StorageError) {
        var columns: [String: VectorColumn] = [:]
        for (name, vector) in segment.configuration.denseVectors {
            let url = segment.folder.appending(path: VectorColumn.fileName(name))
            let room = segment.isSealed || store.isReadOnly ? nil : segment.capacity
            let file = try VectorFile(opening: url, width: vector.dimension * 4, rows: view.rows, growingTo: room)
            columns[name] =
                try segment.isSealed
                ? VectorColumn(sealed: name, configuration: vector, file: file, rows: view.rows, memory: memory, writes: !store.isReadOnly)
                : VectorColumn(name: name, configuration: vector, file: file, capacity: segment.capacity, memory: memory)
        }
        if segment.isSealed {
            try Self.checkSums(segment, columns, rows: view.rows)
            rows = .sealed(try Self.sealedRows(segment, view: view, store: store))
        } else {
            rows = .growing(first: segment.first, ids: try Self.growingRows(segment, view: view, columns: columns, store: store))
        }
        if !segment.isSealed { for column in columns.values { column.deriveAll(rows: view.rows) } }
        self.columns = columns
        if segment.isSealed {
            for (name, column) in columns {
                guard let wanted = configuration.vectors[name]?.index else { continue }
                indexes[name] = try SegmentIndex(reading: column, wanted: wanted, rows: view.rows, memory: memory)
            }
        }
    }

    private static func checkSums(_ segment: Segment, _ columns: [String: VectorColumn], rows: Int) throws(StorageError) {
        for (name, column) in columns where column.checksum(rows: rows) != segment.checksums[name] {
            throw StorageError(
                .corrupt, "\(column.file.url.lastPathComponent) of segment \(segment.id) is damaged: run `kindred verify` to see which points, `kindred repair` to drop them")
        }
    }

    /// Maps the row table, or makes it anew from SQLite when it is missing or damaged.
    private static func sealedRows(_ segment: Segment, view: SegmentView, store: CollectionStore) throws(StorageError) -> SealedRows {
        let url = segment.folder.appending(path: SealedRows.fileName)
        do {
            return try SealedRows(reading: url, count: view.rows)
        } catch {
            guard error.code == .corrupt || error.code == .notFound else { throw error }
        }
        let (pids, ids) = try rebuiltRows(segment, view: view, store: store)
        try SealedRows.write(pids: pids, ids: ids, to: url)
        return try SealedRows(reading: url, count: view.rows)
    }

    /// Live rows lie in the order of their pids; a dead row gets the pid of the live one before it, which a search for that
    /// pid never reaches because the live one comes first.
    private static func rebuiltRows(_ segment: Segment, view: SegmentView, store: CollectionStore) throws(StorageError) -> ([Int64], [PointID]) {
        var pids: [Int64] = []
        var ids: [PointID] = []
        let live = try store.points(pids: segment.first...max(segment.first, view.last))
        guard live.count == view.liveCount else {
            throw StorageError(.corrupt, "segment \(segment.id) has \(live.count) points where \(view.liveCount) are expected")
        }
        var next = live.makeIterator()
        for slot in 0..<view.rows {
            if view.tombstones.contains(UInt32(slot)) {
                pids.append(pids.last ?? Int64.min)
                ids.append(.number(0))
            } else if let point = next.next() {
                pids.append(point.pid)
                ids.append(point.id)
            }
        }
        return (pids, ids)
    }

    /// Reads a growing segment's ids, and checks each row's vectors against the checksum its commit recorded.
    private static func growingRows(
        _ segment: Segment, view: SegmentView, columns: [String: VectorColumn], store: CollectionStore
    ) throws(StorageError) -> AppendOnlyBuffer<PointID> {
        let ids = AppendOnlyBuffer<PointID>(capacity: segment.capacity)
        ids.write([PointID](repeating: .number(0), count: view.rows), at: 0)
        let ordered = columns.sorted { $0.key < $1.key }.map(\.value)
        for point in try store.points(pids: segment.first...max(segment.first, view.last)) {
            let slot = Int(point.pid - segment.first)
            guard slot >= 0, slot < view.rows else { throw StorageError(.corrupt, "point \(point.id) lies outside segment \(segment.id)") }
            guard vectorChecksum(slot, ordered, view) == point.vectorChecksum else {
                throw StorageError(.corrupt, "the vector of point \(point.id) in segment \(segment.id) is damaged: run `kindred repair` to drop it")
            }
            ids.write([point.id], at: slot)
        }
        return ids
    }

    /// CRC-32C of a row's vectors, by ascending name, absent ones left out.
    static func vectorChecksum(_ slot: Int, _ columns: [VectorColumn], _ view: SegmentView) -> UInt32 {
        var checksum: UInt32 = 0
        for column in columns where !(view.absent[column.name]?.contains(UInt32(slot)) ?? false) {
            let offset = VectorFile.headerByteCount + slot * column.file.width
            checksum = column.file.mapping.checksum(offset..<offset + column.file.width, continuing: checksum)
        }
        return checksum
    }
}

extension CollectionStore {
    /// The points whose pids lie in a range, by ascending pid, without their payloads.
    func points(pids: ClosedRange<Int64>) throws(StorageError) -> [(pid: Int64, id: PointID, vectorChecksum: UInt32)] {
        try read("read points") { database in
            var points: [(Int64, PointID, UInt32)] = []
            let cursor = try Row.fetchCursor(
                database, sql: "SELECT pid, id, vector_check FROM points WHERE pid BETWEEN ? AND ? ORDER BY pid",
                arguments: [pids.lowerBound, pids.upperBound])
            while let row = try cursor.next() {
                points.append((try row.value(0), try PointID(databaseValue: row[1]), try row.checksum(2)))
            }
            return points
        }
    }
}
