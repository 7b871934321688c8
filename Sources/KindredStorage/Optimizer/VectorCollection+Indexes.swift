import Foundation
public import KindredIndex

extension VectorCollection {
    /// Whether a column of a sealed segment of so many rows is worth an index, by its configuration and its measure.
    func wantsIndex(_ column: VectorColumn, rows: Int) -> Bool { configuration.wantsIndex(column, rows: rows) }

    /// Whether a column of an opened sealed segment has the index that it should have.
    private func isIndexed(_ column: VectorColumn, _ contents: SegmentContents, rows: Int) -> Bool {
        guard let index = configuration.vectors[column.name]?.index else { return true }
        guard wantsIndex(column, rows: rows) else {
            return contents.indexes[column.name] == nil && (isReadOnly || SegmentIndex.fileNames(column, index).isEmpty)
        }
        return contents.indexes[column.name]?.fileName == SegmentIndex.fileName(column, index)
    }

    /// Whether every column of an opened sealed segment has the index that it should have.
    func isIndexed(_ contents: SegmentContents, rows: Int) -> Bool { contents.columns.values.allSatisfy { isIndexed($0, contents, rows: rows) } }

    /// Builds and saves the index of a column; nil when it is small, flat by configuration, or its measure can only be scanned.
    ///
    /// - Parameter older: an index of rows with which the column begins, which may save work.
    func buildIndex(_ column: VectorColumn, rows: Int, continuing older: OlderIndex? = nil, _ context: BuildContext) throws(StorageError) -> SegmentIndex? {
        let configuration = configuration
        guard let wanted = configuration.vectors[column.name]?.index, configuration.wantsIndex(column, rows: rows) else { return nil }
        let width = column.configuration.measure.normalizedEquivalent?.preparation.preparedDimension(for: column.dimension) ?? column.dimension
        let reservation = try memory.reserve(wanted.estimatedByteCount(rows: rows, dimension: width), for: "the index of collection \(name)")
        guard let source = try column.indexRows(rows) else { return nil }
        let fileName = SegmentIndex.fileName(column, wanted), path = column.folder.appending(path: fileName).path
        let usable = older.flatMap { $0.index.fileName == fileName && $0.index.preparation == source.preparation ? ($0.index.index, $0.kept) : nil }
        do throws(IndexError) {
            guard var index = try wanted.build(source.rows, source.reduction, continuing: usable, context) else { return nil }
            try index.write(to: path)
            // What was built lies in memory of its own; where something was said of that, the file serves instead.
            if wanted.placement != nil, let opened = try wanted.open(path, source.rows, source.reduction) { index = wanted.applyingSearch(to: opened) }
            return SegmentIndex(
                index: index, fileName: fileName, preparation: source.preparation, reservation: reservation, fullScanBytes: wanted.fullScanBytes ?? 0)
        } catch { throw StorageError(error) }
    }

    /// Builds the indexes that an opened sealed segment lacks because their files were missing or damaged or another index was
    /// asked for, and puts away those it no longer needs.
    ///
    /// - Returns: whether anything was done.
    func rebuildIndexes(_ context: BuildContext) throws(StorageError) -> Bool {
        for view in snapshot.segments where view.segment.isSealed {
            guard var contents = view.segment.openContents else { continue }
            for (name, column) in contents.columns where !isIndexed(column, contents, rows: view.rows) {
                let index = try buildIndex(column, rows: view.rows, context)
                let changes = index != nil || contents.indexes[name] != nil
                if changes {
                    contents.indexes[name] = index
                    view.segment.replace(contents)
                }
                removeIndexes(column, but: index?.fileName)
                if changes { return true }
            }
        }
        try concludeReindexing()
        return false
    }

    /// Notes that every segment has the index that was asked for.
    func concludeReindexing() throws(StorageError) {
        guard configuration.vectors.values.contains(where: { $0.reindexes == true }) else { return }
        try write { _ throws(StorageError) in
            let sealed = snapshot.segments.filter(\.segment.isSealed)
            guard sealed.allSatisfy({ view in view.segment.openContents.map { isIndexed($0, rows: view.rows) } ?? false }) else { return }
            var next = configuration
            for name in next.vectors.keys { next.vectors[name]?.reindexes = nil }
            var snapshot = snapshot
            try commit("conclude reindexing", &snapshot) { transaction, _ in try transaction.setConfiguration(next) }
            current.withLock { [next] in $0 = next }
        }
    }

    /// Removes the files of indexes that serve no more; readers that still have one keep what they have mapped.
    private func removeIndexes(_ column: VectorColumn, but kept: String?) {
        guard let wanted = configuration.vectors[column.name]?.index else { return }
        for name in SegmentIndex.fileNames(column, wanted) where name != kept {
            try? FileManager.default.removeItem(at: column.folder.appending(path: name))
        }
    }

    /// Changes when segments are sealed, merged and indexed, without stopping searches or writes. Indexes that are wanted now, or no more, are
    /// built and put away in the background; ``optimize(progress:)`` does it now.
    ///
    /// - Throws: `StorageError`: `invalidArgument` for values out of range; `readOnly`, `closed`, `diskFull`.
    public func changeOptimizer(to optimizer: OptimizerConfiguration) throws(StorageError) {
        try write { _ throws(StorageError) in
            var next = configuration
            guard next.optimizer != optimizer else { return }
            next.optimizer = optimizer
            for name in next.vectors.keys { next.vectors[name]?.reindexes = true }
            try next.validate()
            var snapshot = snapshot
            try commit("change the optimiser", &snapshot) { transaction, _ in try transaction.setConfiguration(next) }
            current.withLock { [next] in $0 = next }
        }
        wakeOptimizer()
    }

    /// Changes how near vectors are found, without stopping searches or writes.
    ///
    /// The choice is on the disk when this returns. Segments get the new index in the background, one by one, and serve with the old
    /// one until then; ``optimize(progress:)`` builds them now. Where only ``IndexConfiguration/efSearch`` differs, or `nprobe` of
    /// lists, nothing is built.
    ///
    /// - Throws: `StorageError`: `invalidArgument` for an unknown vector, parameters out of range or an index that does not serve the
    ///   measure; `readOnly`, `closed`, `diskFull`.
    public func changeIndex(of vector: String = "", to index: IndexConfiguration) throws(StorageError) {
        try write { _ throws(StorageError) in
            var next = configuration
            guard var changed = next.vectors[vector] else { throw next.unknownVector(vector) }
            guard changed.index != index else { return }
            changed.index = index
            changed.reindexes = true
            next.vectors[vector] = changed
            try next.validate()
            var snapshot = snapshot
            try commit("change the index", &snapshot) { transaction, _ in try transaction.setConfiguration(next) }
            current.withLock { [next] in $0 = next }
            for view in snapshot.segments where view.segment.isSealed { view.segment.applySearch(index, to: vector) }
        }
        wakeOptimizer()
    }
}

/// The index of a segment that is rewritten, and which of its rows stay.
struct OlderIndex {
    let index: SegmentIndex
    let kept: [UInt32]
}

extension CollectionConfiguration {
    /// Whether a column of a sealed segment of so many rows is worth an index.
    func wantsIndex(_ column: VectorColumn, rows: Int) -> Bool {
        guard let vector = vectors[column.name], vector.index.kind != .flat else { return false }
        return rows > 0 && rows * column.file.width >= optimizer.indexingThreshold && column.configuration.measure.normalizedEquivalent?.reduction.kernel != nil
    }
}

extension Segment {
    /// Takes over what searches keep when they ask for nothing else, where the index stays.
    func applySearch(_ configuration: IndexConfiguration, to vector: String) {
        guard var contents = openContents, let old = contents.indexes[vector], let column = contents.columns[vector],
            old.fileName == SegmentIndex.fileName(column, configuration)
        else { return }
        contents.indexes[vector] = SegmentIndex(
            index: configuration.applyingSearch(to: old.index), fileName: old.fileName, preparation: old.preparation, reservation: old.reservation,
            fullScanBytes: configuration.fullScanBytes ?? 0)
        replace(contents)
    }
}
