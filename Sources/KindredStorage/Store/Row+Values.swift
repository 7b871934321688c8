import GRDB

extension Row {
    /// The value of a column, which GRDB's subscripts would trap on when a damaged file holds another kind of value.
    func value<Value: DatabaseValueConvertible>(_ index: Int, as type: Value.Type = Value.self) throws -> Value {
        let stored: DatabaseValue = self[index]
        guard let value = Value.fromDatabaseValue(stored) else {
            throw StorageError(.corrupt, "column \(index) of a stored row holds \(stored.isNull ? "nothing" : "another kind of value") where \(type) is expected")
        }
        return value
    }

    /// The value of a column that may be null.
    func optional<Value: DatabaseValueConvertible>(_ index: Int, as type: Value.Type = Value.self) throws -> Value? {
        let stored: DatabaseValue = self[index]
        return stored.isNull ? nil : try value(index, as: type)
    }

    /// A checksum, stored as an integer of 64 bits.
    func checksum(_ index: Int) throws -> UInt32 { UInt32(truncatingIfNeeded: try value(index, as: Int64.self)) }
}
