/// A batch that was checked whole: whatever is wrong with it was thrown before anything was written.
struct PreparedBatch: Sendable {
    let ids: [PointID]
    /// By vector name: all rows, zeros where a row has no such vector.
    let columns: [String: [Float]]
    /// By vector name: rows without that vector, ascending.
    let absent: [String: [Int]]
    /// By name of a vector that varies in length: one a row, nil where a row has none.
    let variable: [String: [VectorValue?]]
    let payloads: [Payload]
    /// The payloads as stored; nil for an empty one.
    let texts: [String?]

    var count: Int { ids.count }

    /// Checks a batch against a configuration.
    ///
    /// Of several points with the same id the last one counts.
    /// - Throws: `StorageError` with code `invalidArgument`, naming the row.
    init(_ batch: PointBatch, configuration: CollectionConfiguration) throws(StorageError) {
        let count = batch.count
        guard batch.payloads.isEmpty || batch.payloads.count == count else {
            throw StorageError(.invalidArgument, "\(batch.payloads.count) payloads for \(count) points")
        }
        for name in batch.vectors.keys { _ = try configuration.dense(name) }
        let rows = Self.rowsToKeep(batch.ids)
        var columns: [String: [Float]] = [:]
        var absent: [String: [Int]] = [:]
        for (name, vector) in configuration.denseVectors {
            if let column = batch.vectors[name] {
                try Self.check(column, name: name, count: count, dimension: vector.dimension, ids: batch.ids)
                columns[name] = rows.map { rows in Self.pick(rows, of: column.values, width: vector.dimension) } ?? column.values
                let missing = Set(column.absent)
                absent[name] = rows.map { rows in rows.indices.filter { missing.contains(rows[$0]) } } ?? column.absent
            } else {
                columns[name] = [Float](repeating: 0, count: (rows?.count ?? count) * vector.dimension)
                absent[name] = Array(0..<(rows?.count ?? count))
            }
        }
        variable = try Self.variableVectors(of: batch, rows, configuration)
        for (name, values) in variable { absent[name] = values.indices.filter { values[$0] == nil } }
        self.columns = columns
        self.absent = absent.filter { !$0.value.isEmpty }
        ids = rows.map { $0.map { batch.ids[$0] } } ?? batch.ids
        payloads = batch.payloads.isEmpty ? [] : rows.map { $0.map { batch.payloads[$0] } } ?? batch.payloads
        for (id, payload) in zip(ids, payloads) { try Self.check(payload, id) }
        texts = payloads.map { $0.isEmpty ? nil : $0.jsonText }
    }

    /// Throws when a payload could not be read back as it is.
    static func check(_ payload: Payload, _ id: PointID) throws(StorageError) {
        do { try payload.validate() } catch {
            throw StorageError(.invalidArgument, "the payload of point \(id) cannot be stored: \((error as? StorageError)?.message ?? "\(error)")")
        }
    }

    /// The rows that count, or nil when all do.
    private static func rowsToKeep(_ ids: [PointID]) -> [Int]? {
        var last: [PointID: Int] = [:]
        last.reserveCapacity(ids.count)
        for (row, id) in ids.enumerated() { last[id] = row }
        return last.count == ids.count ? nil : ids.indices.filter { last[ids[$0]] == $0 }
    }

    private static func pick(_ rows: [Int], of values: [Float], width: Int) -> [Float] {
        rows.flatMap { values[$0 * width..<($0 + 1) * width] }
    }

    private static func check(
        _ column: PointBatch.Column, name: String, count: Int, dimension: Int, ids: [PointID]
    ) throws(StorageError) {
        let label = name.isEmpty ? "vector" : "vector \"\(name)\""
        guard column.values.count == count * dimension else {
            throw StorageError(
                .invalidArgument,
                count == 1
                    ? "the \(label) has dimension \(column.values.count), the collection has \(dimension)"
                    : "\(column.values.count) components are not \(count) \(label)s of dimension \(dimension)")
        }
        // A product with zero is zero unless a factor is not finite, so one pass without branches finds the bad batch.
        var check: Float = 0
        for value in column.values { check += value * 0 }
        if check != 0 || check.isNaN, let index = column.values.firstIndex(where: { !$0.isFinite }) {
            throw StorageError(
                .invalidArgument,
                "the \(label) of point \(ids[index / dimension]) (row \(index / dimension)) has \(column.values[index]) at component \(index % dimension): components must be finite")
        }
        if let bad = column.absent.first(where: { $0 < 0 || $0 >= count }) {
            throw StorageError(.invalidArgument, "absent row \(bad) is outside 0…\(count - 1)")
        }
    }
}
