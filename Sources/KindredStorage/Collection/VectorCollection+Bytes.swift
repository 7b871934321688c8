import GRDB

extension VectorCollection {
    /// Bytes that the vectors of the points take, without indexes and without what deleted points left.
    ///
    /// - Throws: `StorageError`.
    /// - Complexity: O(points with sparse vectors or multivectors).
    public var vectorByteCount: Int {
        get throws(StorageError) {
            let dense = configuration.denseVectors.reduce(0) { $0 + $1.value.dimension * MemoryLayout<Float>.stride }
            return dense * count + (try store.byteCount(of: "variable_vectors", column: "value"))
        }
    }

    /// Bytes that the payloads of the points take, as text.
    ///
    /// - Throws: `StorageError`.
    /// - Complexity: O(*n*).
    public var payloadByteCount: Int {
        get throws(StorageError) { try store.byteCount(of: "points", column: "payload") }
    }
}

extension CollectionStore {
    /// The sum of the lengths of a column's values.
    fileprivate func byteCount(of table: String, column: String) throws(StorageError) -> Int {
        try read("measure \(table)") { try Int.fetchOne($0, sql: "SELECT SUM(LENGTH(CAST(\(column) AS BLOB))) FROM \(table)") ?? 0 }
    }
}
