import Foundation
import GRDB

extension VectorCollection {
    /// Records choices, in one commit.
    ///
    /// - Throws: `StorageError`: `invalidArgument` for one that says nothing or does not fit, naming its place; nothing is recorded then.
    public func record(_ feedback: [Feedback]) throws(StorageError) {
        let configuration = configuration
        for (place, choice) in feedback.enumerated() {
            do throws(StorageError) { try choice.validate(configuration) } catch {
                throw StorageError(error.code, feedback.count == 1 ? error.message : "feedback \(place + 1): \(error.message)")
            }
        }
        let now = Timestamp.now
        try write { _ throws(StorageError) in
            try store.transaction("record feedback") { transaction in for choice in feedback { try transaction.add(choice, now: now) } }
        }
    }

    /// The recorded choices, the oldest first.
    public func feedback(_ selection: FeedbackSelection = .init()) throws(StorageError) -> [RecordedFeedback] {
        guard store.hasMeasures else { return [] }
        let (condition, arguments) = selection.sql
        return try store.read("read feedback") { database in
            try Row.fetchAll(
                database, sql: "SELECT id, vector, anchor, query, positive, negative, weight, source, time FROM feedback WHERE \(condition) ORDER BY id",
                arguments: arguments
            ).map { try RecordedFeedback($0) }
        }
    }

    /// Forgets recorded choices, and returns how many there were.
    public func forgetFeedback(_ selection: FeedbackSelection) throws(StorageError) -> Int {
        let (condition, arguments) = selection.sql
        return try write { _ throws(StorageError) in
            try store.transaction("forget feedback") { transaction in
                try transaction.database.execute(sql: "DELETE FROM feedback WHERE \(condition)", arguments: arguments)
                return transaction.database.changesCount
            }
        }
    }
}

extension FeedbackSelection {
    fileprivate var sql: (String, StatementArguments) {
        var conditions = ["1"], arguments: [DatabaseValue] = []
        if let source {
            conditions.append("source = ?")
            arguments.append(source.databaseValue)
        }
        if let point {
            conditions.append("? IN (anchor, positive, negative)")
            arguments.append(point.databaseValue)
        }
        if let before {
            conditions.append("time < ?")
            arguments.append(before.microseconds.databaseValue)
        }
        if let using {
            conditions.append("vector = ?")
            arguments.append(using.databaseValue)
        }
        return (conditions.joined(separator: " AND "), StatementArguments(arguments))
    }
}

extension StoreTransaction {
    fileprivate func add(_ choice: Feedback, now: Timestamp) throws {
        var anchor = DatabaseValue.null, query = DatabaseValue.null
        switch choice.anchor {
        case .point(let id): anchor = id.databaseValue
        case .vector(let values):
            var bytes = Data()
            for value in values { for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift)) } }
            query = bytes.databaseValue
        }
        try database.execute(
            sql: "INSERT INTO feedback(vector, anchor, query, positive, negative, weight, source, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                choice.using, anchor, query, choice.positive?.databaseValue, choice.negative?.databaseValue, choice.weight, choice.source,
                (choice.time ?? now).microseconds,
            ])
    }
}

extension RecordedFeedback {
    fileprivate init(_ row: Row) throws {
        func id(_ column: Int) throws -> PointID? {
            let value: DatabaseValue = row[column]
            return value.isNull ? nil : try PointID(databaseValue: value)
        }
        let anchor: Feedback.Anchor
        if let point = try id(2) {
            anchor = .point(point)
        } else {
            let bytes = [UInt8](row[3] as Data)
            anchor = .vector(
                stride(from: 0, to: bytes.count - 3, by: 4).map { i in
                    var bits: UInt32 = 0
                    for place in (0..<4).reversed() { bits = bits << 8 | UInt32(bytes[i + place]) }
                    return Float(bitPattern: bits)
                })
        }
        number = row[0]
        feedback = Feedback(
            anchor: anchor, positive: try id(4), negative: try id(5), weight: row[6], source: row[7], time: Timestamp(microseconds: row[8]), using: row[1])
    }
}
