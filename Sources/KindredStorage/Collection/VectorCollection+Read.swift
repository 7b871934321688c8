extension VectorCollection {
    /// The points with some ids, in the order of `ids`; ids that are not there are left out.
    ///
    /// - Complexity: O(log *n*) a point.
    public func fetch(_ ids: [PointID], withPayload: Bool = true, withVectors: Bool = true) throws(StorageError) -> [Point] {
        let stored = try store.points(ids: ids)
        let snapshot = snapshot
        var points: [Point] = []
        points.reserveCapacity(stored.count)
        for row in stored {
            guard let point = try point(row, in: snapshot, withPayload: withPayload, withVectors: withVectors) else { continue }
            points.append(point)
        }
        return points
    }

    /// The point with this id, if there is one.
    public func fetch(_ id: PointID) throws(StorageError) -> Point? { try fetch([id]).first }

    /// A point of SQLite with its vectors; nil when it was replaced in the meantime.
    func point(_ row: StoredPoint, in snapshot: Snapshot, withPayload: Bool, withVectors: Bool) throws(StorageError) -> Point? {
        var point = Point(id: row.id, vectors: [:], payload: withPayload ? row.payload : [:])
        if withVectors {
            // A row that this snapshot does not know yet was written after it: the newest one does.
            let known = snapshot.index(of: row.pid) == nil ? self.snapshot : snapshot
            guard let index = known.index(of: row.pid) else { return nil }
            let view = known.segments[index]
            point.vectors = try vectors(of: try slot(of: row.pid, in: view), in: view)
        }
        return point
    }
}
