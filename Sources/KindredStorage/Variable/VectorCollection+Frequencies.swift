extension VectorCollection {
    /// How many points have each of some components of a sparse vector: what inverse document frequencies are made of.
    ///
    /// - Parameters:
    ///   - indices: the components.
    ///   - using: which of the points' sparse vectors is meant.
    ///   - filter: only points that match are counted.
    /// - Returns: how many points there are in all, with that vector or without, and how many of them have each component.
    /// - Throws: `StorageError`: `invalidArgument` for a name that is not that of a sparse vector; `corrupt`, `memoryLimit`.
    /// - Complexity: O(rows that have one of the components) once rows were deleted or with a filter; else O(components × log *n*).
    public func frequencies(of indices: [UInt32], using: String, filter: Filter? = nil) throws(StorageError) -> (points: Int, frequencies: [Int]) {
        try configuration.checkSparse(using)
        if let filter { try validate(filter) }
        return try readingRuns(using, filter, joins: false) { snapshot throws(StorageError) in
            var points = 0, frequencies = [Int](repeating: 0, count: indices.count)
            for view in snapshot.segments where view.rows > 0 {
                points += try filter.map { filter throws(StorageError) in try matching(filter, in: view).count } ?? view.liveCount
                let admitting = try admitted(view, using, filter)
                if admitting?.count == 0 { continue }
                let runs = try sparseRuns(using, view, contents(view))
                for (place, index) in indices.enumerated() { frequencies[place] += runs.frequency(of: index, rows: view.rows, admitting: admitting) }
            }
            return (points, frequencies)
        }
    }
}
