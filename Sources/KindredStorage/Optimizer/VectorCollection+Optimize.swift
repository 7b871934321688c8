import Foundation
import KindredIndex
import Synchronization

extension VectorCollection {
    /// Seals and merges all segments into one, drops deleted rows, and builds its index: searches are fastest afterwards.
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
            guard let first = inputs.first else { return }
            if inputs.count == 1, first.segment.isSealed, first.tombstones.isEmpty {
                while try !isIndexed(first), try rebuildIndexes(buildContext(progress)) {}
            } else {
                try SegmentMerge(collection: self, inputs: inputs, context: buildContext(progress)).run()
            }
            try concludeReindexing()
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
            guard !inputs.isEmpty else { return try rebuildIndexes(buildContext(nil)) }
            try SegmentMerge(collection: self, inputs: inputs, context: buildContext(nil)).run()
            return true
        }
    }

    /// Whether every column has the index that it should have.
    private func isIndexed(_ view: SegmentView) throws(StorageError) -> Bool {
        isIndexed(try contents(view), rows: view.rows)
    }

    func buildContext(_ progress: (@Sendable (Int, Int) -> Bool)?) -> BuildContext {
        let refused = Flag()
        return BuildContext(
            threads: min(threads, configuration.optimizer.threads ?? threads),
            progress: { done, all in
                if let progress, !progress(done, all) { refused.isSet = true }
            },
            isCancelled: { [stopping] in stopping.isSet || refused.isSet })
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
            case .diskFull: .diskFull
            case .io: .io
            default: .invalidArgument
            }
        self.init(code, "\(error)", cause: error)
    }
}
