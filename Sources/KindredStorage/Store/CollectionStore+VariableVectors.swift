import Foundation
import GRDB

extension StoreTransaction {
    /// Adds a vector that varies in length to a row.
    func insert(_ value: VectorValue, name: String, pid: Int64) throws {
        let statement = try database.cachedStatement(sql: "INSERT INTO variable_vectors VALUES (?, ?, ?)")
        statement.setUncheckedArguments([pid, name, VariableVectorBytes.encode(value, name: name, pid: pid)])
        try statement.execute()
    }

    /// Removes the vectors of a row that vary in length.
    func deleteVariableVectors(pid: Int64) throws {
        let statement = try database.cachedStatement(sql: "DELETE FROM variable_vectors WHERE pid = ?")
        statement.setUncheckedArguments([pid])
        try statement.execute()
    }

    /// Removes all vectors of a name that vary in length.
    func deleteVariableVectors(name: String) throws {
        try database.execute(sql: "DELETE FROM variable_vectors WHERE name = ?", arguments: [name])
    }
}

// Databases of format versions before 3 that are only read have no such table; their collections have no such vectors, and nobody asks.
extension CollectionStore {
    /// The vectors of a row that vary in length, as they are stored, by name.
    func variableVectors(pid: Int64) throws(StorageError) -> [(name: String, bytes: Data)] {
        try read("read vectors") { database in
            let statement = try database.cachedStatement(sql: "SELECT name, value FROM variable_vectors WHERE pid = ?")
            return try Row.fetchAll(statement, arguments: [pid]).map { (try $0.value(0), try $0.value(1)) }
        }
    }

    /// Calls `body` with the vectors of a name in a range of pids, ascending.
    func forEachVariableVector(_ name: String, pids: ClosedRange<Int64>, _ body: (_ pid: Int64, _ bytes: Data) throws -> Void) throws(StorageError) {
        try read("read vectors") { database in
            let cursor = try Row.fetchCursor(
                database, sql: "SELECT pid, value FROM variable_vectors WHERE pid BETWEEN ? AND ? AND name = ? ORDER BY pid",
                arguments: [pids.lowerBound, pids.upperBound, name])
            while let row = try cursor.next() { try body(try row.value(0), try row.value(1)) }
        }
    }

    /// A row of `points` beside one of its vectors that vary in length; without name and bytes when it has none.
    typealias StoredVector = (pid: Int64, id: PointID, name: String?, bytes: Data?)

    /// Calls `body` with the points of a range of pids and their vectors that vary in length, by ascending pid.
    func forEachPointWithVariableVectors(pids: ClosedRange<Int64>, _ body: (StoredVector) throws -> Void) throws(StorageError) {
        try read("read vectors") { database in
            let sql = """
                SELECT points.pid, id, name, value FROM points LEFT JOIN variable_vectors ON variable_vectors.pid = points.pid
                WHERE points.pid BETWEEN ? AND ? ORDER BY points.pid
                """
            let cursor = try Row.fetchCursor(database, sql: sql, arguments: [pids.lowerBound, pids.upperBound])
            while let row = try cursor.next() {
                try body((try row.value(0), try PointID(databaseValue: row[1]), try row.optional(2), try row.optional(3)))
            }
        }
    }
}
