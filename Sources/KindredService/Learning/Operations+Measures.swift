public import Kindred

extension Operations {
    /// The measures that a collection keeps for one of its vectors, the oldest first.
    ///
    /// - Throws: `StorageError`: `notFound`, `invalidArgument` for an unknown vector.
    public func measures(_ collection: String, using vector: String = "") throws -> [MeasureVersion] {
        try database.collection(collection).measures(of: vector)
    }

    /// Makes a measure the one that searches compare by; the one before is kept.
    ///
    /// - Parameter progress: gets rows done and rows in all of the index being built; returning `false` stops and changes nothing.
    /// - Throws: `StorageError`: `notFound`; `cancelled` when it was stopped.
    public func promote(_ collection: String, measure: Int, progress: @escaping @Sendable (Int, Int) -> Bool = { _, _ in true }) throws {
        try database.collection(collection).promote(measure: measure, progress: progress)
    }

    /// Makes the measure serve that served before.
    ///
    /// - Returns: its number.
    /// - Throws: `StorageError`: `notFound` when no other one served.
    public func rollback(_ collection: String, using vector: String = "", progress: @escaping @Sendable (Int, Int) -> Bool = { _, _ in true }) throws -> Int {
        try database.collection(collection).rollback(of: vector, progress: progress)
    }

    /// Forgets a measure that is not needed.
    ///
    /// - Throws: `StorageError`: `notFound`; `invalidArgument` for one that serves, served before, or came with the collection.
    public func removeMeasure(_ collection: String, _ measure: Int) throws {
        try database.collection(collection).removeMeasure(measure)
    }
}
