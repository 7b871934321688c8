import Foundation
import GRDB
import KindredSimilarity
import RoaringBitmaps

/// What a write may do inside its one transaction.
struct StoreTransaction {
    let database: GRDB.Database

    /// A point as its row holds it.
    struct Row {
        var pid: Int64
        var id: PointID
        var payload: String?
        var payloadChecksum: UInt32
        var vectorChecksum: UInt32
    }

    /// Adds a point and returns the pid of the version it replaces, if there was one.
    func insert(_ row: Row) throws -> Int64? {
        if try tryInsert(row) { return nil }
        guard let replaced = try pid(of: row.id) else {
            throw StorageError(.corrupt, "pid \(row.pid) is taken by another point")
        }
        try delete(pid: replaced)
        guard try tryInsert(row) else { throw StorageError(.corrupt, "pid \(row.pid) is taken by another point") }
        return replaced
    }

    private func tryInsert(_ row: Row) throws -> Bool {
        let statement = try database.cachedStatement(sql: "INSERT OR IGNORE INTO points VALUES (?, ?, ?, ?, ?)")
        statement.setUncheckedArguments([row.pid, row.id.databaseValue, row.payload, Int64(row.payloadChecksum), Int64(row.vectorChecksum)])
        try statement.execute()
        return database.changesCount == 1
    }

    /// The pid of the point with this id, if there is one.
    func pid(of id: PointID) throws -> Int64? {
        let statement = try database.cachedStatement(sql: "SELECT pid FROM points WHERE id = ?")
        return try Int64.fetchOne(statement, arguments: [id.databaseValue])
    }

    /// Removes the row of a point and its vectors that vary in length.
    func delete(pid: Int64) throws {
        let statement = try database.cachedStatement(sql: "DELETE FROM points WHERE pid = ?")
        statement.setUncheckedArguments([pid])
        try statement.execute()
        try deleteVariableVectors(pid: pid)
    }

    func setPayload(_ payload: String?, checksum: UInt32, pid: Int64) throws {
        let statement = try database.cachedStatement(sql: "UPDATE points SET payload = ?, payload_check = ? WHERE pid = ?")
        statement.setUncheckedArguments([payload, Int64(checksum), pid])
        try statement.execute()
    }

    /// Names a new segment and returns its number, which no other segment of the collection ever had or will have.
    func addSegment(_ record: SegmentRecord) throws -> Int64 { try record.insert(database) }

    /// Makes the row of a segment say what its view says.
    func save(_ view: SegmentView) throws { try view.record.update(database) }

    /// Makes the row of a segment say what the record says.
    func save(_ record: SegmentRecord) throws { try record.update(database) }

    func removeSegment(_ id: Int64) throws {
        try database.execute(sql: "DELETE FROM segments WHERE id = ?", arguments: [id])
    }

    /// Remembers how far an import has come, in the same commit as its rows.
    func setProgress(_ rows: Int, source: String) throws {
        try database.execute(
            sql: "INSERT INTO progress VALUES (?, ?) ON CONFLICT(source) DO UPDATE SET rows = excluded.rows", arguments: [source, rows])
    }

    /// Numbers the commit, so that a reader knows which snapshot of the segments belongs to what it sees.
    func setGeneration(_ generation: Int64) throws {
        let sql = "INSERT INTO meta VALUES ('generation', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"
        try database.cachedStatement(sql: sql).execute(arguments: [generation])
    }

    /// Without the weights of measures that have a version: the table of measures holds them.
    func setConfiguration(_ configuration: CollectionConfiguration) throws {
        var bare = configuration
        for (name, vector) in configuration.vectors where vector.versions != nil {
            bare.vectors[name]?.measure = try Measure(parsing: vector.measure.description)
        }
        try setMeta("configuration", String(decoding: try JSONEncoder().encode(bare), as: UTF8.self))
    }

    func setMeta(_ key: String, _ value: String) throws {
        try database.execute(sql: "INSERT INTO meta VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", arguments: [key, value])
    }

    func setField(_ path: String, _ schema: String?) throws {
        if let schema {
            try database.execute(sql: "INSERT INTO fields VALUES (?, ?) ON CONFLICT(path) DO UPDATE SET schema = excluded.schema", arguments: [path, schema])
        } else {
            try database.execute(sql: "DELETE FROM fields WHERE path = ?", arguments: [path])
        }
    }
}

extension PointID {
    /// Numbers are stored as integers with the top bit flipped, so that SQLite's signed order is theirs; UUIDs as 16 bytes,
    /// which SQLite sorts after all integers. So `ORDER BY id` is the order of `PointID`.
    var databaseValue: DatabaseValue {
        switch self {
        case .number(let number): return Int64(bitPattern: number ^ (1 << 63)).databaseValue
        case .uuid(let high, let low):
            return Data([high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }).databaseValue
        }
    }

    init(databaseValue: DatabaseValue) throws {
        switch databaseValue.storage {
        case .int64(let value): self = .number(UInt64(bitPattern: value) ^ (1 << 63))
        case .blob(let data) where data.count == 16:
            self = .uuid(high: data.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, low: data.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
        default: throw StorageError(.corrupt, "a point has the impossible id \(databaseValue)")
        }
    }
}
