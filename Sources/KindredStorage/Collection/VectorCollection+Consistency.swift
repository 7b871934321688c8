import Foundation

// Segments are in memory, points in SQLite, and a reader needs both as one commit left them. So commits are numbered: a reader begins
// to read in SQLite, sees the number, and takes the snapshot with that number. The writer announces its snapshot before it commits,
// so the number is always known, and no reader waits for a write.
extension VectorCollection {
    /// Commits a write and publishes the snapshot that it makes.
    ///
    /// Called by the one writer. When it throws, neither has changed.
    func commit<Value>(
        _ what: String, _ snapshot: inout Snapshot, _ body: (StoreTransaction, inout Snapshot) throws -> Value
    ) throws(StorageError) -> Value {
        var next = snapshot
        defer { announced.withLock { $0 = nil } }
        let value = try store.transaction(what) { transaction in
            let value = try body(transaction, &next)
            next.generation += 1
            try transaction.setGeneration(next.generation)
            announced.withLock { [next] in $0 = next }
            return value
        }
        published.withLock { [next] in $0 = next }
        snapshot = next
        return value
    }

    /// Reads the collection as it is at one moment: the snapshot and all that is read from SQLite inside `body` belong together.
    func reading<Value>(_ body: (Snapshot) throws(StorageError) -> Value) throws(StorageError) -> Value {
        for _ in 0..<Self.attempts {
            var seen: Int64 = 0
            do throws(StorageError) {
                let value = try store.consistently { generation in
                    seen = generation
                    return try snapshot(of: generation).map(body)
                }
                if let value { return value }
            } catch {
                // Another process's optimiser may have removed files after this reader looked which there are.
                guard isReadOnly, error.code == .notFound || error.code == .corrupt, try store.consistently({ $0 }) != seen else { throw error }
            }
        }
        throw StorageError(.corrupt, "collection \(name) does not say which of its writes was the last")
    }

    /// How often a reader may find that commits overtook it between two glances; once is rare.
    private static let attempts = 10_000

    /// The snapshot that a commit made; nil when it is gone by now.
    private func snapshot(of generation: Int64) throws(StorageError) -> Snapshot? {
        let current = snapshot
        if current.generation == generation { return current }
        if isReadOnly { return try refresh(to: generation) }
        if let next = announced.withLock({ $0 }), next.generation == generation { return next }
        // The commit was published, and perhaps followed by another, since `current` was taken.
        let newest = snapshot
        return newest.generation == generation ? newest : nil
    }

    /// The configuration as another process has it by now; its weights are read only when it changed.
    private func refreshConfiguration() throws(StorageError) -> CollectionConfiguration {
        let text = try store.meta("configuration") ?? ""
        if configurationText.withLock({ $0 == text }) { return configuration }
        let next = try store.configuration(text)
        current.withLock { $0 = next }
        configurationText.withLock { $0 = text }
        return next
    }

    /// Follows the writes of another process.
    private func refresh(to generation: Int64) throws(StorageError) -> Snapshot {
        let known = snapshot
        var next = Snapshot(segments: [], generation: generation)
        let configuration = try refreshConfiguration()
        for record in try store.segmentRecords() where record.rows > 0 {
            let folder = Self.folder(of: record.id, in: folder), configuration = configuration.held(by: record, in: folder)
            if record.isSealed, let same = known.segments.first(where: { $0.segment.id == record.id })?.segment,
                same.configuration.vectors.mapValues(\.versions) == configuration.vectors.mapValues(\.versions),
                same.configuration.sparseVectors == configuration.sparseVectors
            {
                next.segments.append(SegmentView(record: record, segment: same))
                continue
            }
            let segment = Segment(record: record, folder: folder, configuration: configuration)
            try segment.checkFiles(rows: record.rows)
            let view = SegmentView(record: record, segment: segment)
            // What is mapped stays when the other process removes the files.
            _ = try segment.contents(view, indexes: configuration, store: store, memory: memory)
            next.segments.append(view)
        }
        published.withLock { [next] snapshot in
            if snapshot.generation < generation { snapshot = next }
        }
        return next
    }
}
