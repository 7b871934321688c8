import Foundation
public import KindredSimilarity

// A learned measure is first a candidate: a row of SQLite that no search looks at. Promoting it is one commit, so that a process
// killed at any moment leaves the measure serving that served before, or the new one whole.
extension VectorCollection {
    /// The measures that a vector's collection keeps, the oldest first; the one it was created with when there never was another.
    ///
    /// - Throws: `StorageError` with code `invalidArgument` for an unknown vector.
    public func measures(of vector: String = "") throws(StorageError) -> [MeasureVersion] {
        guard let configured = configuration.vectors[vector] else { throw configuration.unknownVector(vector) }
        guard let versions = configured.versions else {
            var original = MeasureVersion(number: 1, vector: vector, measure: configured.measure, created: Timestamp(microseconds: 0), note: [:])
            (original.isServing, original.isOriginal) = (true, true)
            return [original]
        }
        return try store.measures(of: vector).map { $0.marked(versions) }
    }

    /// Adds a measure as a candidate; searches go on as before until it is promoted.
    ///
    /// - Parameters:
    ///   - measure: one that serves vectors of this dimension, and whose order an index can follow.
    ///   - note: what people will want to know of it.
    /// - Returns: its number.
    /// - Throws: `StorageError`: `invalidArgument` when it does not fit; `readOnly`, `closed`, `diskFull`.
    public func addMeasure(_ measure: Measure, of vector: String = "", note: Payload = [:]) throws(StorageError) -> Int {
        try write { _ throws(StorageError) in
            var next = configuration
            var changed = try next.dense(vector)
            do { try measure.check(dimension: changed.dimension) } catch { throw StorageError(.invalidArgument, "\(error)", cause: error) }
            changed.measure = measure
            try changed.validate(name: vector)
            let now = Timestamp.now
            var snapshot = snapshot
            let number = try commit("add a measure", &snapshot) { transaction, _ in
                if next.vectors[vector]?.versions == nil, let original = next.vectors[vector]?.measure {
                    let number = try transaction.addMeasure(original, vector: vector, created: now, note: [:])
                    next.vectors[vector]?.versions = MeasureVersions(original: number, serving: number)
                    try transaction.setConfiguration(next)
                }
                return try transaction.addMeasure(measure, vector: vector, created: now, note: note)
            }
            current.withLock { [next] in $0 = next }
            return number
        }
    }

    /// Forgets a measure that neither serves nor served before, with what was derived under it.
    ///
    /// - Throws: `StorageError`: `notFound`; `invalidArgument` for one that is needed.
    public func removeMeasure(_ version: Int) throws(StorageError) {
        let measure = try store.measure(version)
        try write { _ throws(StorageError) in
            if let versions = configuration.vectors[measure.vector]?.versions, [versions.original, versions.serving, versions.previous].contains(version) {
                throw StorageError(
                    .invalidArgument,
                    "measure \(version) is \(version == versions.serving ? "serving" : version == versions.original ? "what the collection was created with" : "what a rollback goes back to")")
            }
            try store.transaction("remove a measure") { try $0.removeMeasure(version) }
        }
        alternates.withLock { $0 = [:] }
        alternateMeasure.withLock { $0 = nil }
    }
}

extension MeasureVersion {
    func marked(_ versions: MeasureVersions) -> MeasureVersion {
        var result = self
        result.isServing = number == versions.serving
        result.isPrevious = number == versions.previous
        result.isOriginal = number == versions.original
        return result
    }
}
