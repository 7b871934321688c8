extension VectorCollection {
    /// A point as it is stored, with the number of the write that stored it.
    public struct Record: Sendable, Equatable {
        /// The point; parts that were not asked for are empty.
        public var point: Point
        /// Larger than that of any version before; a change of the payload alone leaves it.
        public var version: UInt64
    }

    /// The points with some ids, in the order of `ids`; ids that are not there are left out.
    ///
    /// - Complexity: O(log *n*) a point.
    public func records(_ ids: [PointID], withPayload: Bool = true, withVectors: Bool = false) throws(StorageError) -> [Record] {
        try reading { snapshot throws(StorageError) in
            try store.points(ids: ids).map { row throws(StorageError) in try record(row, in: snapshot, withPayload, withVectors) }
        }
    }

    /// Points by ascending id from `start` on, and the id after them.
    ///
    /// - Throws: `StorageError` with code `invalidArgument` for a limit below 1.
    public func records(
        from start: PointID?, limit: Int, filter: Filter? = nil, withPayload: Bool = true, withVectors: Bool = false
    ) throws(StorageError) -> (records: [Record], next: PointID?) {
        guard limit >= 1 else { throw StorageError(.invalidArgument, "limit \(limit) is below 1") }
        if let filter { try validate(filter) }
        return try reading { snapshot throws(StorageError) in
            let rows = try storedPoints(from: start, limit: limit < .max ? limit + 1 : limit, filter, snapshot)
            let records = try rows.prefix(limit).map { row throws(StorageError) in try record(row, in: snapshot, withPayload, withVectors) }
            return (records, rows.count > limit ? rows[limit].id : nil)
        }
    }

    private func record(_ row: StoredPoint, in snapshot: Snapshot, _ withPayload: Bool, _ withVectors: Bool) throws(StorageError) -> Record {
        let point = try point(row, in: snapshot, withPayload: withPayload, withVectors: withVectors)
        return Record(point: point, version: UInt64(max(0, row.pid)))
    }
}
