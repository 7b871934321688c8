import GRDB

// Writes that look at what is there first. They read and write under the writer's lock, so that nothing changes in between.
extension VectorCollection {
    /// Stores those of some points that a mode and a filter let through, in one durable commit.
    ///
    /// Points that are there change only if they match the filter and the mode is not `insertOnly`; new points are stored whatever the
    /// filter says, unless the mode is `updateOnly`. Of several points with the same id the last one counts.
    ///
    /// - Returns: how many points were stored.
    /// - Throws: what ``upsert(_:)`` throws, and `invalidArgument` for a filter that cannot mean anything. A wrong point is refused even
    ///   if it would not have been stored.
    @discardableResult
    public func upsert(_ points: [Point], mode: UpdateMode, filter: Filter? = nil) throws(StorageError) -> Int {
        if let filter { try validate(filter) }
        _ = try prepared(points)
        guard !points.isEmpty else { return 0 }
        return try write { state throws(StorageError) in
            let known = try store.pids(of: points.map(\.id))
            let matching = try rows(matching: filter, of: known)
            let kept = points.filter { point in
                known[point.id] == nil ? mode != .updateOnly : mode != .insertOnly && matching.contains(point.id)
            }
            return try put(kept, &state)
        }
    }

    /// Replaces vectors of points that are there; their other vectors and their payloads stay.
    ///
    /// Several entries for one point add up, the last vector of a name counts.
    ///
    /// - Parameters:
    ///   - points: ids and vectors; payloads are not looked at.
    ///   - filter: points that do not match stay as they are.
    /// - Returns: how many points were changed.
    /// - Throws: `StorageError`: `notFound` for a point that is not there, `invalidArgument` for a vector that does not fit; nothing was
    ///   changed then.
    @discardableResult
    public func updateVectors(_ points: [Point], filter: Filter? = nil) throws(StorageError) -> Int {
        if let filter { try validate(filter) }
        _ = try prepared(points)
        guard !points.isEmpty else { return 0 }
        return try write { state throws(StorageError) in
            let known = try store.pids(of: points.map(\.id))
            if let missing = points.first(where: { known[$0.id] == nil }) { throw StorageError.noPoint(missing.id) }
            let matching = try rows(matching: filter, of: known)
            var changed = try wholePoints(Array(matching))
            for point in points { changed[point.id]?.replaceVectors(by: point) }
            return try put(Array(changed.values), &state)
        }
    }

    /// Takes vectors of some names from points; ids that are not there are ignored.
    ///
    /// - Returns: how many points lost a vector.
    /// - Throws: `StorageError`: `invalidArgument` for an unknown name, `diskFull`, `readOnly`, `closed`.
    @discardableResult
    public func deleteVectors(named names: [String], of ids: [PointID]) throws(StorageError) -> Int {
        try write { state throws(StorageError) in try deleteVectors(names, of: ids, &state) }
    }

    /// Takes vectors of some names from the points that match.
    ///
    /// - Returns: how many points lost a vector.
    /// - Throws: what ``deleteVectors(named:of:)`` throws.
    @discardableResult
    public func deleteVectors(named names: [String], matching filter: Filter) throws(StorageError) -> Int {
        try validate(filter)
        return try write { state throws(StorageError) in try deleteVectors(names, of: try ids(matching: filter, in: snapshot), &state) }
    }

    private func deleteVectors(_ names: [String], of ids: [PointID], _ state: inout WriterState) throws(StorageError) -> Int {
        let configuration = configuration
        for name in names where configuration.vectors[name] == nil && configuration.sparseVectors[name] == nil { throw configuration.unknownVector(name) }
        var changed: [Point] = []
        for var point in try wholePoints(ids).values where point.removeVectors(names) { changed.append(point) }
        return try put(changed, &state)
    }

    /// Stores points, and says how many.
    private func put(_ points: [Point], _ state: inout WriterState) throws(StorageError) -> Int {
        guard !points.isEmpty else { return 0 }
        let batch = try prepared(points)
        try BatchWrite(collection: self, batch: batch, progress: nil).run(&state)
        return batch.count
    }

    private func prepared(_ points: [Point]) throws(StorageError) -> PreparedBatch {
        let configuration = configuration
        return try PreparedBatch(try Self.batch(of: points, configuration), configuration: configuration)
    }

    /// Points with all they hold, by id; ids that are not there are left out.
    private func wholePoints(_ ids: [PointID]) throws(StorageError) -> [PointID: Point] {
        let snapshot = snapshot
        var points: [PointID: Point] = [:]
        for row in try store.points(ids: ids) { points[row.id] = try point(row, in: snapshot, withPayload: true, withVectors: true) }
        return points
    }

    /// Those of some stored points that match; all when there is no filter.
    private func rows(matching filter: Filter?, of known: [PointID: Int64]) throws(StorageError) -> Set<PointID> {
        guard let filter else { return Set(known.keys) }
        let snapshot = snapshot
        var found: Set<PointID> = []
        for (id, pid) in known {
            guard let index = snapshot.index(of: pid) else { throw StorageError(.corrupt, "point \(id) is in no segment") }
            let view = snapshot.segments[index]
            if try matching(filter, in: view).contains(UInt32(try slot(of: pid, in: view))) { found.insert(id) }
        }
        return found
    }
}

extension VectorCollection {
    /// The points that match, ascending.
    ///
    /// - Throws: `StorageError` with code `invalidArgument` for a filter that cannot mean anything.
    public func ids(matching filter: Filter) throws(StorageError) -> [PointID] {
        try validate(filter)
        return try reading { snapshot throws(StorageError) in try ids(matching: filter, in: snapshot) }.sorted()
    }

    /// The points of a snapshot that match, in the order of their rows.
    func ids(matching filter: Filter, in snapshot: Snapshot) throws(StorageError) -> [PointID] {
        var ids: [PointID] = []
        for view in snapshot.segments where view.rows > 0 {
            let contents = try contents(view)
            try matching(filter, in: view).forEach { ids.append(contents.rows.id(Int($0))) }
        }
        return ids
    }

    /// The number of the last commit: it grows with every write and is kept with the collection.
    public var lastCommit: UInt64 { UInt64(max(0, snapshot.generation)) }
}

extension StorageError {
    /// A point that was named is not there.
    static func noPoint(_ id: PointID) -> StorageError { StorageError(.notFound, "No point with id \(id) found") }
}

extension CollectionStore {
    /// The pids of those of some points that are there.
    func pids(of ids: [PointID]) throws(StorageError) -> [PointID: Int64] {
        try read("read points") { database in
            let statement = try database.cachedStatement(sql: "SELECT pid FROM points WHERE id = ?")
            var pids: [PointID: Int64] = [:]
            for id in ids where pids[id] == nil {
                if let pid = try Int64.fetchOne(statement, arguments: [id.databaseValue]) { pids[id] = pid }
            }
            return pids
        }
    }
}
