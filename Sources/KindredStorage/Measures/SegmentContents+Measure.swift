import KindredIndex
import KindredSimilarity

extension SegmentContents {
    /// The same rows and files, compared as a configuration says; nothing is indexed whose measure differs.
    ///
    /// - Throws: `StorageError` with code `memoryLimit` when what is derived does not fit.
    /// - Complexity: O(rows) preparations.
    func compared(as configuration: CollectionConfiguration, view: SegmentView, memory: MemoryBudget, writes: Bool) throws(StorageError) -> SegmentContents {
        var contents = self
        for (name, column) in columns {
            guard let vector = configuration.vectors[name], vector.measure != column.configuration.measure || vector.versions != column.configuration.versions else { continue }
            contents.indexes[name] = nil
            guard view.segment.isSealed else {
                let compared = try VectorColumn(name: name, configuration: vector, file: column.file, capacity: view.segment.capacity, memory: memory)
                compared.deriveAll(rows: view.rows)
                contents.columns[name] = compared
                continue
            }
            let compared = try VectorColumn(sealed: name, configuration: vector, file: column.file, rows: view.rows, memory: memory, writes: writes)
            contents.columns[name] = compared
            contents.indexes[name] = try SegmentIndex(reading: compared, wanted: vector.index, rows: view.rows, memory: memory)
        }
        return contents
    }
}

extension VectorCollection {
    /// A sealed segment under a measure that does not serve.
    struct Alternate: Hashable {
        var segment: Int64
        var measure: Int
    }

    /// The opened files of a segment, compared by a measure that was named; the one that serves when none was.
    ///
    /// A sealed segment is prepared once a measure, a growing one at each call.
    func contents(_ view: SegmentView, using vector: String, under measure: MeasureVersion?) throws(StorageError) -> SegmentContents {
        let serving = try contents(view)
        guard let measure, serving.columns[vector]?.configuration.versions?.serving != measure.number else { return serving }
        let key = Alternate(segment: view.segment.id, measure: measure.number)
        if view.segment.isSealed, let known = alternates.withLock({ $0[key] }) { return known }
        var configuration = view.segment.configuration
        configuration.vectors[vector]?.measure = measure.measure
        configuration.vectors[vector]?.versions?.serving = measure.number
        let compared = try serving.compared(as: configuration, view: view, memory: memory, writes: false)
        guard view.segment.isSealed else { return compared }
        alternates.withLock { alternates in
            // Two measures are compared at a time; more than one besides the serving one is rare.
            if alternates.keys.contains(where: { $0.measure != measure.number }) { alternates = [:] }
            alternates[key] = compared
        }
        return compared
    }

    /// The measure that a request names; nil when it is the one that serves, or none was named.
    func named(_ measure: Int?, using vector: String) throws(StorageError) -> MeasureVersion? {
        guard let measure else { return nil }
        guard let versions = configuration.vectors[vector]?.versions else {
            guard measure == 1 else { throw StorageError(.notFound, "there is no measure \(measure): the collection has only the one it was created with, which is 1") }
            return nil
        }
        guard measure != versions.serving else { return nil }
        if let known = alternateMeasure.withLock({ $0 }), known.number == measure, known.vector == vector { return known }
        let found = try store.measure(measure)
        guard found.vector == vector else {
            throw StorageError(.invalidArgument, "measure \(measure) compares vector \"\(found.vector)\", not \"\(vector)\"")
        }
        alternateMeasure.withLock { $0 = found }
        return found
    }
}
