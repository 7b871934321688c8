import Foundation
import KindredIndex

extension VectorCollection {
    /// Makes a measure the one that searches compare by.
    ///
    /// Every segment is prepared and indexed under it to the side while searches and writes go on; then one commit swaps all of them.
    /// A process killed at any moment leaves one measure or the other serving, whole. The measure before is kept, with its indexes.
    ///
    /// - Parameters:
    ///   - version: its number, as ``measures(of:)`` says.
    ///   - progress: called with rows done and rows in all of the index being built; returning false stops and changes nothing.
    /// - Throws: `StorageError`: `notFound`, `cancelled`, `memoryLimit`, `diskFull`, `readOnly`, `closed`.
    public func promote(measure version: Int, progress: (@Sendable (Int, Int) -> Bool)? = nil) throws(StorageError) {
        try optimizing.withLock { _ throws(StorageError) in
            let measure = try store.measure(version)
            guard configuration.vectors[measure.vector]?.versions?.serving != version else { return }
            let next = try configuration.serving(measure)
            var prepared: [Int64: Segment] = [:]
            for view in snapshot.segments where view.segment.isSealed {
                prepared[view.segment.id] = try segment(view, compared: next, buildContext(progress))
            }
            try swap(measure, prepared)
        }
        alternates.withLock { $0 = [:] }
        wakeOptimizer()
    }

    /// Makes the measure serve that served before, and returns its number.
    ///
    /// Rolling back twice comes back.
    /// - Throws: `StorageError` with code `notFound` when no measure served before; what ``promote(measure:progress:)`` throws.
    public func rollback(of vector: String = "", progress: (@Sendable (Int, Int) -> Bool)? = nil) throws(StorageError) -> Int {
        guard let configured = configuration.vectors[vector] else { throw configuration.unknownVector(vector) }
        guard let previous = configured.versions?.previous else {
            throw StorageError(.notFound, "no measure of collection \(name) served before the one that does")
        }
        try promote(measure: previous, progress: progress)
        return previous
    }

    /// A sealed segment under another measure, with its index.
    private func segment(_ view: SegmentView, compared next: CollectionConfiguration, _ context: BuildContext) throws(StorageError) -> Segment {
        var contents = try contents(view).compared(as: next, view: view, memory: memory, writes: true)
        for (name, column) in contents.columns where contents.indexes[name] == nil {
            contents.indexes[name] = try buildIndex(column, rows: view.rows, context)
        }
        return view.segment.replaced(view.record, next.restricted(to: view.segment), contents)
    }

    /// The commit; rows that arrived meanwhile are prepared under the writer's lock.
    private func swap(_ measure: MeasureVersion, _ prepared: [Int64: Segment]) throws(StorageError) {
        try write { _ throws(StorageError) in
            let next = try configuration.serving(measure)
            var snapshot = snapshot
            let before = snapshot.segments
            let segments = try before.map { view throws(StorageError) in
                if let segment = prepared[view.segment.id] { return view.held(by: segment) }
                let contents = try contents(view).compared(as: next, view: view, memory: memory, writes: true)
                return view.held(by: view.segment.replaced(view.record, next.restricted(to: view.segment), contents))
            }
            try commit("promote measure \(measure.number)", &snapshot) { transaction, snapshot in
                try transaction.setConfiguration(next)
                snapshot.segments = segments
            }
            current.withLock { $0 = next }
            if let versions = next.vectors[measure.vector]?.versions { removeIndexes(of: measure.vector, versions, in: segments) }
        }
    }

    /// Removes the files of measures that are neither serving nor previous.
    private func removeIndexes(of vector: String, _ versions: MeasureVersions, in views: [SegmentView]) {
        let kept = [versions.serving, versions.previous].compactMap { $0 }
        for view in views where view.segment.isSealed {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: view.segment.folder.path)) ?? []
            for file in files {
                guard let version = SegmentIndex.measure(ofFile: file, vector: vector, original: versions.original), !kept.contains(version) else { continue }
                try? FileManager.default.removeItem(at: view.segment.folder.appending(path: file))
            }
        }
    }
}

extension CollectionConfiguration {
    /// The collection with another of its measures serving.
    ///
    /// - Throws: `StorageError` with code `invalidArgument` when the index does not serve it.
    fileprivate func serving(_ measure: MeasureVersion) throws(StorageError) -> CollectionConfiguration {
        var next = self
        guard var vector = vectors[measure.vector], var versions = vector.versions else { throw unknownVector(measure.vector) }
        versions.previous = versions.serving
        versions.serving = measure.number
        vector.measure = measure.measure
        vector.versions = versions
        next.vectors[measure.vector] = vector
        try next.validate()
        return next
    }
}

extension Segment {
    /// The same segment with other contents, as readers of later snapshots see it.
    func replaced(_ record: SegmentRecord, _ configuration: CollectionConfiguration, _ contents: SegmentContents) -> Segment {
        Segment(record: record, folder: folder, configuration: configuration, contents: contents, payloadIndex: payloadIndex, variableRuns: variableRuns)
    }
}
