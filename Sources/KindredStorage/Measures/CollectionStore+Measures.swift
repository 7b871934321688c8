import Foundation
import GRDB
import KindredSimilarity

extension CollectionStore {
    private static let columns = "version, vector, measure, weights, created, note"

    /// A measure of the table.
    ///
    /// - Throws: `StorageError` with code `notFound`, or `corrupt`.
    func measure(_ version: Int) throws(StorageError) -> MeasureVersion {
        let row = hasMeasures ? try read("read a measure") { try Row.fetchOne($0, sql: "SELECT \(Self.columns) FROM measures WHERE version = ?", arguments: [version]) } : nil
        guard let row else { throw StorageError(.notFound, "there is no measure \(version)") }
        return try measure(row)
    }

    /// All measures of a vector, the oldest first.
    func measures(of vector: String) throws(StorageError) -> [MeasureVersion] {
        guard hasMeasures else { return [] }
        let rows = try read("read measures") {
            try Row.fetchAll($0, sql: "SELECT \(Self.columns) FROM measures WHERE vector = ? ORDER BY version", arguments: [vector])
        }
        return try rows.map { row throws(StorageError) in try measure(row) }
    }

    private func measure(_ row: Row) throws(StorageError) -> MeasureVersion {
        do {
            let text: String = row[2], weights: String? = row[3], note: String = row[5]
            let decoded = try weights.map { try JSONDecoder().decode(MeasureWeights.self, from: Data($0.utf8)) }
            return MeasureVersion(
                number: row[0], vector: row[1], measure: try decoded.map { try Measure(parsing: text, weights: $0) } ?? Measure(parsing: text),
                created: Timestamp(microseconds: row[4]), note: try Payload(parsing: note))
        } catch { throw StorageError(.corrupt, "a measure in \(url.lastPathComponent) is damaged", cause: error) }
    }
}

extension StoreTransaction {
    /// Adds a measure and returns its number, which no other one of the collection ever had or will have.
    func addMeasure(_ measure: Measure, vector: String, created: Timestamp, note: Payload) throws -> Int {
        let weights = try measure.weights.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try database.execute(
            sql: "INSERT INTO measures(vector, measure, weights, created, note) VALUES (?, ?, ?, ?, ?)",
            arguments: [vector, measure.description, weights, created.microseconds, note.jsonText])
        return Int(database.lastInsertedRowID)
    }

    func removeMeasure(_ version: Int) throws {
        try database.execute(sql: "DELETE FROM measures WHERE version = ?", arguments: [version])
    }
}
