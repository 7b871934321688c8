extension PreparedBatch {
    /// The vectors of a batch that vary in length, checked, by every name the collection has for such.
    ///
    /// - Parameter rows: the rows that count; nil when all do.
    static func variableVectors(of batch: PointBatch, _ rows: [Int]?, _ configuration: CollectionConfiguration) throws(StorageError) -> [String: [VectorValue?]] {
        for name in batch.sparseVectors.keys { try configuration.checkSparse(name) }
        for name in batch.multivectors.keys { _ = try configuration.multivector(name) }
        var result: [String: [VectorValue?]] = [:]
        for name in configuration.variableNames {
            var values = [VectorValue?](repeating: nil, count: batch.count)
            if let vectors = batch.sparseVectors[name] {
                values = try checked(vectors, name, batch) { vector, label throws(StorageError) in
                    try vector.validate(label)
                    return .sparse(vector)
                }
            } else if let vectors = batch.multivectors[name] {
                let vector = try configuration.multivector(name)
                values = try checked(vectors, name, batch) { rows, label throws(StorageError) in
                    try vector.validate(rows, label)
                    return .multi(rows)
                }
            }
            result[name] = rows.map { rows in rows.map { values[$0] } } ?? values
        }
        return result
    }

    private static func checked<Vector>(
        _ vectors: [Vector?], _ name: String, _ batch: PointBatch, _ value: (Vector, String) throws(StorageError) -> VectorValue
    ) throws(StorageError) -> [VectorValue?] {
        guard vectors.count == batch.count else {
            throw StorageError(.invalidArgument, "\(vectors.count) rows of \(CollectionConfiguration.label(name)) for \(batch.count) points")
        }
        var values: [VectorValue?] = []
        values.reserveCapacity(vectors.count)
        for (row, vector) in vectors.enumerated() {
            guard let vector else { values.append(nil); continue }
            values.append(try value(vector, "\(CollectionConfiguration.label(name)) of point \(batch.ids[row])"))
        }
        return values
    }
}

extension PointBatch {
    /// Takes over the points' vectors that vary in length, by every name that one of them has.
    mutating func takeVariableVectors(of points: [Point]) {
        for name in Set(points.flatMap(\.sparseVectors.keys)) { sparseVectors[name] = points.map { $0.sparseVectors[name] } }
        for name in Set(points.flatMap(\.multivectors.keys)) { multivectors[name] = points.map { $0.multivectors[name] } }
    }
}
