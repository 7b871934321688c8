extension VectorCollection {
    /// The points with some ids, in the order of `ids`; ids that are not there are left out.
    ///
    /// - Complexity: O(log *n*) a point.
    public func fetch(_ ids: [PointID], withPayload: Bool = true, withVectors: Bool = true) throws(StorageError) -> [Point] {
        try reading { snapshot throws(StorageError) in
            try store.points(ids: ids).map { row throws(StorageError) in try point(row, in: snapshot, withPayload: withPayload, withVectors: withVectors) }
        }
    }

    /// The point with this id, if there is one.
    public func fetch(_ id: PointID) throws(StorageError) -> Point? { try fetch([id]).first }

    /// A point of SQLite with its vectors.
    func point(_ row: StoredPoint, in snapshot: Snapshot, withPayload: Bool, withVectors: Bool) throws(StorageError) -> Point {
        var point = Point(id: row.id, vectors: [:], payload: withPayload ? row.payload : [:])
        if withVectors {
            guard let index = snapshot.index(of: row.pid) else { throw StorageError(.corrupt, "point \(row.id) is in no segment") }
            let view = snapshot.segments[index]
            point.vectors = try vectors(of: try slot(of: row.pid, in: view), in: view)
            for (name, value) in try variableVectors(pid: row.pid, id: row.id) { point.set(value, name) }
        }
        return point
    }
}
