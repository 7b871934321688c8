import Kindred

extension Operations {
    /// Seals and merges all segments of a collection, drops deleted rows and builds the graph: searches are fastest afterwards.
    ///
    /// - Parameter progress: gets rows done and rows in all; returning `false` stops the work and changes nothing.
    /// - Throws: `StorageError`; `cancelled` when it was stopped.
    public func optimize(_ collection: String, progress: @escaping @Sendable (Int, Int) -> Bool = { _, _ in true }) throws {
        try database.collection(collection).optimize(progress: progress)
    }
}
