import Foundation
import RoaringBitmaps

// A segment is never changed. One that was made before a vector was added has no file of it, and all its rows are absent from the
// vector; one that was made before a vector was removed has a file that nobody opens any more. Merging mends both. When a vector is
// removed and added again every row of before is absent, so that no old bytes come back with the name.
extension VectorCollection {
    /// Adds a named vector, which no point has yet.
    ///
    /// Durable when this returns; searches and reads go on meanwhile. A merge that is under way is waited for.
    ///
    /// - Throws: `StorageError`: `alreadyExists`; `invalidArgument` for a configuration out of range; `diskFull`, `readOnly`, `closed`.
    public func addVector(_ name: String, _ vector: VectorConfiguration) throws(StorageError) {
        try addName(name) { $0.vectors[name] = vector }
    }

    /// Adds a named sparse vector, which no point has yet.
    ///
    /// - Throws: what ``addVector(_:_:)`` throws.
    public func addSparseVector(_ name: String, _ vector: SparseVectorConfiguration = .init()) throws(StorageError) {
        try addName(name) { $0.sparseVectors[name] = vector }
    }

    private func addName(_ name: String, _ add: (inout CollectionConfiguration) -> Void) throws(StorageError) {
        try changeNames { configuration throws(StorageError) in
            guard configuration.vectors[name] == nil, configuration.sparseVectors[name] == nil else {
                throw StorageError(.alreadyExists, "the collection has a vector named \"\(name)\" already")
            }
            add(&configuration)
        } commit: { snapshot, transaction in
            for index in snapshot.segments.indices {
                snapshot.segments[index] = snapshot.segments[index].changed { $0.absent[name] = RoaringBitmap(range: 0..<UInt32($0.rows)) }
                try transaction.save(snapshot.segments[index])
            }
        }
    }

    /// Takes a named vector, of whatever form, from all points and from the collection.
    ///
    /// - Throws: `StorageError`: `notFound` when there is none of the name; `corrupt`, `diskFull`, `readOnly`, `closed`.
    /// - Complexity: O(*n*), since the checksums of all points that had the vector change.
    public func removeVector(_ name: String) throws(StorageError) {
        try changeNames { configuration throws(StorageError) in
            let dense = configuration.vectors.removeValue(forKey: name), sparse = configuration.sparseVectors.removeValue(forKey: name)
            guard dense != nil || sparse != nil else { throw StorageError(.notFound, "the collection has no vector named \"\(name)\"") }
        } commit: { snapshot, transaction in
            for index in snapshot.segments.indices {
                snapshot.segments[index] = try without(name, snapshot.segments[index], transaction)
            }
            try transaction.deleteVariableVectors(name: name)
            try transaction.forgetMeasures(of: name)
        }
        alternates.withLock { $0 = [:] }
        alternateMeasure.withLock { $0 = nil }
    }

    /// Changes which vectors there are in one commit, while nothing is merged; segments that grow take no more rows.
    private func changeNames(
        _ change: (inout CollectionConfiguration) throws(StorageError) -> Void, commit body: (inout Snapshot, StoreTransaction) throws -> Void
    ) throws(StorageError) {
        try optimizing.withLock { _ throws(StorageError) in
            try write { state throws(StorageError) in
                var next = configuration
                try change(&next)
                try next.validate()
                var snapshot = snapshot
                for view in snapshot.segments { _ = try contents(view) }
                try commit("change the vectors", &snapshot) { transaction, snapshot in
                    try body(&snapshot, transaction)
                    try transaction.setConfiguration(next)
                }
                current.withLock { [next] in $0 = next }
                state.closed.formUnion(snapshot.segments.filter { !$0.segment.isSealed }.map(\.segment.id))
            }
        }
        wakeOptimizer()
    }

    /// A segment without one of its vectors; the checksums of its points are made anew.
    private func without(_ name: String, _ view: SegmentView, _ transaction: StoreTransaction) throws -> SegmentView {
        var contents = try contents(view), record = view.record, configuration = view.segment.configuration
        if contents.columns.removeValue(forKey: name) != nil {
            let remaining = contents.columns.sorted { $0.key < $1.key }.map(\.value)
            try view.liveBitmap.subtracting(view.absent[name] ?? RoaringBitmap()).forEach { slot in
                let checksum = SegmentContents.vectorChecksum(Int(slot), remaining, view)
                try transaction.setVectorChecksum(checksum, pid: contents.rows.pid(Int(slot)))
            }
        }
        contents.indexes[name] = nil
        record.absent[name] = nil
        record.checksums[name] = nil
        configuration.vectors[name] = nil
        configuration.sparseVectors[name] = nil
        try transaction.save(record)
        let segment = Segment(record: record, folder: view.segment.folder, configuration: configuration, contents: contents, payloadIndex: view.segment.payloadIndex)
        return SegmentView(record: record, segment: segment)
    }
}

extension CollectionConfiguration {
    /// The part of a collection's vectors that a stored segment has files of, or needs none of.
    ///
    /// A vector that all rows lack is not opened: its file may be missing, or be that of an older vector of the name. One that still
    /// takes rows keeps a file that it can go on with.
    func held(by record: SegmentRecord, in folder: URL) -> CollectionConfiguration {
        var result = self
        for (name, vector) in denseVectors where record.rows > 0 && record.absent[name].map({ Int($0.count) == record.rows }) ?? false {
            let url = folder.appending(path: VectorColumn.fileName(name))
            if !record.isSealed, (try? VectorFile(opening: url, width: vector.dimension * 4, rows: record.rows)) != nil { continue }
            result.vectors[name] = nil
        }
        return result
    }

    /// The collection as it is now, without the dense vectors that a segment has no files of.
    func restricted(to segment: Segment) -> CollectionConfiguration {
        var result = self
        for name in denseVectors.keys where segment.configuration.denseVectors[name] == nil { result.vectors[name] = nil }
        return result
    }

    /// Whether points that can be stored under another configuration look the same here.
    func storesLike(_ other: CollectionConfiguration) -> Bool {
        vectors.mapValues(\.dimension) == other.vectors.mapValues(\.dimension) && denseVectors.keys == other.denseVectors.keys
            && sparseVectors.keys == other.sparseVectors.keys
    }
}

extension StoreTransaction {
    func setVectorChecksum(_ checksum: UInt32, pid: Int64) throws {
        let statement = try database.cachedStatement(sql: "UPDATE points SET vector_check = ? WHERE pid = ?")
        statement.setUncheckedArguments([Int64(checksum), pid])
        try statement.execute()
    }

    /// Removes all measures of a vector and what was said of their answers.
    func forgetMeasures(of vector: String) throws {
        try database.execute(sql: "DELETE FROM measures WHERE vector = ?", arguments: [vector])
        try database.execute(sql: "DELETE FROM feedback WHERE vector = ?", arguments: [vector])
    }
}
