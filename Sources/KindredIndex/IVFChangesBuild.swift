extension IVF {
    /// Adds the rows that lie behind those indexed so far. Centroids and codewords stay as they were learnt.
    ///
    /// Copies the lists, so add in batches: O(n) bytes moved, then as much a row as in a build. ``recall`` stays as it was
    /// measured.
    /// - Parameter rows: the rows indexed so far, unchanged, and more behind them.
    /// - Throws: `mismatch` when there are fewer rows or rows of another shape, `invalidParameter` for components that are
    ///   not finite, `cancelled` (the index is as it was).
    public mutating func add(_ rows: VectorRows, context: BuildContext = BuildContext()) throws(IndexError) {
        guard rows.count >= count, rows.dimension == self.rows.dimension, rows.element == self.rows.element else {
            throw IndexError(
                .mismatch,
                "\(rows.count) rows of \(rows.dimension) \(rows.element) do not continue "
                    + "\(count) rows of \(self.rows.dimension) \(self.rows.element)")
        }
        guard rows.count > count else { return }
        try take(rows, context)
    }

    /// Removes rows from all results to come; those that are no rows or removed already are ignored.
    public mutating func remove(_ slots: some Sequence<UInt32>) {
        let gone = SlotSet(slots, universe: count)
        guard gone.count > 0 else { return }
        live = (live ?? .all(count)).subtracting(gone)
    }
}
