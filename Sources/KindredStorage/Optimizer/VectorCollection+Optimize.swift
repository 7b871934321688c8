import Foundation
import KindredIndex
import Synchronization

extension VectorCollection {
    /// Seals and merges all segments into one, drops deleted rows, and builds its graph: searches are fastest afterwards.
    ///
    /// Reads and writes go on meanwhile; points written meanwhile stay in a growing segment. A collection that is one sealed
    /// segment without deleted rows is left as it is.
    ///
    /// - Parameter progress: called with rows done and rows in all; returning false stops the work and changes nothing.
    /// - Throws: `StorageError`: `cancelled`, `diskFull`, `memoryLimit`, `readOnly`, `closed`.
    public func optimize(progress: (@Sendable (Int, Int) -> Bool)? = nil) throws(StorageError) {
        try optimizing.withLock { _ throws(StorageError) in
            let inputs = try write { state throws(StorageError) in
                let segments = snapshot.segments.filter { $0.rows > 0 }
                state.closed.formUnion(segments.filter { !$0.segment.isSealed }.map(\.segment.id))
                return segments
            }
            if inputs.count == 1, inputs[0].segment.isSealed, inputs[0].tombstones.isEmpty, try isIndexed(inputs[0]) { return }
            guard !inputs.isEmpty else { return }
            try SegmentMerge(collection: self, inputs: inputs, context: buildContext(progress)).run()
        }
    }

    /// Does the next piece of background work, if there is any.
    func optimizeStep() throws(StorageError) -> Bool {
        try optimizing.withLock { _ throws(StorageError) in
            let policy = MergePolicy(vacuumThreshold: configuration.optimizer.vacuumThreshold)
            let inputs: [SegmentView] = try write { state throws(StorageError) in
                let segments = snapshot.segments
                let isOpen = segments.last.map { state.takesRows($0, planned: 0) } ?? false
                guard let range = policy.next(segments, isOpen: isOpen) else { return [] }
                return Array(segments[range])
            }
            guard !inputs.isEmpty else { return false }
            try SegmentMerge(collection: self, inputs: inputs, context: buildContext(nil)).run()
            return true
        }
    }

    /// Whether every column that should have a graph has one.
    private func isIndexed(_ view: SegmentView) throws(StorageError) -> Bool {
        let contents = try view.segment.contents(view, store: store)
        for (name, column) in contents.columns where contents.graphs[name] == nil && wantsGraph(column, rows: view.rows) {
            if try column.graphRows(view.rows) != nil { return false }
        }
        return true
    }

    private func buildContext(_ progress: (@Sendable (Int, Int) -> Bool)?) -> BuildContext {
        let refused = Flag()
        return BuildContext(
            threads: threads,
            progress: { done, all in
                if let progress, !progress(done, all) { refused.isSet = true }
            },
            isCancelled: { [stopping] in stopping.isSet || refused.isSet })
    }

    func wantsGraph(_ column: VectorColumn, rows: Int) -> Bool {
        column.configuration.index.kind == .hnsw && rows * column.file.width >= configuration.optimizer.indexingThreshold
    }

    /// Builds and saves the graph of a column; nil when it is small, flat by configuration, or its measure can only be scanned.
    func buildGraph(_ column: VectorColumn, rows: Int, in folder: URL, _ context: BuildContext) throws(StorageError) -> SegmentGraph? {
        guard wantsGraph(column, rows: rows), let source = try column.graphRows(rows) else { return nil }
        do throws(IndexError) {
            var parameters = column.configuration.index.parameters
            if source.reduction != .squaredL2 { parameters.codes = .none }
            let index = try HNSW(rows: source.rows, reduction: source.reduction, parameters: parameters, context: context)
            return SegmentGraph(index: index, preparation: source.preparation)
        } catch { throw StorageError(error) }
    }
}

extension StorageError {
    /// What an index reports, with the code of the store.
    init(_ error: IndexError) {
        let code: Code =
            switch error.code {
            case .cancelled: .cancelled
            case .corrupt: .corrupt
            case .newerVersion: .newerVersion
            default: .invalidArgument
            }
        self.init(code, "\(error)", cause: error)
    }
}
