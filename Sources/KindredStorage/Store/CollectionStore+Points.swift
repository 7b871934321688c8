import GRDB

/// A point as SQLite holds it.
struct StoredPoint: Sendable {
    var pid: Int64
    var id: PointID
    var payload: Payload
}

extension CollectionStore {
    /// The payloads of some rows; rows that are gone are left out.
    func payloads(_ pids: [Int64]) throws(StorageError) -> [Int64: Payload] {
        try read("read payloads") { database in
            let statement = try database.cachedStatement(sql: "SELECT pid, id, payload, payload_check FROM points WHERE pid = ?")
            var payloads: [Int64: Payload] = [:]
            for pid in pids {
                if let row = try Row.fetchOne(statement, arguments: [pid]) { payloads[pid] = try StoredPoint(row: row).payload }
            }
            return payloads
        }
    }

    /// The points with some ids, in their order; unknown ids are left out.
    func points(ids: [PointID]) throws(StorageError) -> [StoredPoint] {
        try read("read points") { database in
            let statement = try database.cachedStatement(sql: "SELECT pid, id, payload, payload_check FROM points WHERE id = ?")
            return try ids.compactMap { id in
                try Row.fetchOne(statement, arguments: [id.databaseValue]).map { try StoredPoint(row: $0) }
            }
        }
    }

    /// Calls `body` with points by ascending id from `start` on, until it returns false.
    func scroll(from start: PointID?, _ body: (StoredPoint) throws -> Bool) throws(StorageError) {
        try read("read points") { database in
            let cursor = try Row.fetchCursor(
                database, sql: "SELECT pid, id, payload, payload_check FROM points WHERE id >= ? ORDER BY id",
                arguments: [(start ?? .number(0)).databaseValue])
            while let row = try cursor.next() {
                if try !body(StoredPoint(row: row)) { return }
            }
        }
    }

    /// Calls `body` with the rows of a range of pids, ascending.
    func forEach(pids: ClosedRange<Int64>, _ body: (StoredPoint) throws -> Void) throws(StorageError) {
        try read("read points") { database in
            let cursor = try Row.fetchCursor(
                database, sql: "SELECT pid, id, payload, payload_check FROM points WHERE pid BETWEEN ? AND ? ORDER BY pid",
                arguments: [pids.lowerBound, pids.upperBound])
            while let row = try cursor.next() { try body(StoredPoint(row: row)) }
        }
    }
}

extension StoredPoint {
    /// Reads a row and checks its payload against the checksum its commit recorded.
    init(row: Row) throws {
        pid = try row.value(0)
        id = try PointID(databaseValue: row[1])
        let text = try row.optional(2, as: String.self)
        guard Checksum.of(text, id: id) == (try row.checksum(3)) else {
            throw StorageError(.corrupt, "the payload of point \(id) is damaged")
        }
        guard let text else { payload = [:]; return }
        guard let value = try JSONValue(parsing: text).objectValue else {
            throw StorageError(.corrupt, "the payload of point \(id) is not an object")
        }
        payload = value
    }
}
