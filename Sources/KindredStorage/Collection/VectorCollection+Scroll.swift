import RoaringBitmaps

extension VectorCollection {
    /// A page of points in the order of their ids.
    public struct Page: Sendable {
        /// The points.
        public var points: [Point]
        /// Where the next page begins; nil after the last one.
        public var next: PointID?
    }

    /// Points by ascending id: all integers, then all UUIDs.
    ///
    ///     var page = try films.scroll(limit: 100)
    ///     while let next = page.next { page = try films.scroll(from: next, limit: 100) }
    ///
    /// - Parameters:
    ///   - start: the first id of the page; nil begins at the beginning.
    ///   - limit: at most how many points, 1 or more.
    ///   - filter: only points that match.
    /// - Throws: `StorageError` with code `invalidArgument` for a limit below 1.
    public func scroll(
        from start: PointID? = nil, limit: Int = 10, filter: Filter? = nil, withPayload: Bool = true, withVectors: Bool = false
    ) throws(StorageError) -> Page {
        guard limit >= 1 else { throw StorageError(.invalidArgument, "limit \(limit) is below 1") }
        if let filter { try validate(filter) }
        return try reading { snapshot throws(StorageError) in
            let rows = try storedPoints(from: start, limit: limit < .max ? limit + 1 : limit, filter, snapshot)
            let points = try rows.prefix(limit).map { row throws(StorageError) in
                try point(row, in: snapshot, withPayload: withPayload, withVectors: withVectors)
            }
            return Page(points: points, next: rows.count > limit ? rows[limit].id : nil)
        }
    }

    /// The rows of points by ascending id from `start` on.
    func storedPoints(from start: PointID?, limit: Int, _ filter: Filter?, _ snapshot: Snapshot) throws(StorageError) -> [StoredPoint] {
        var rows: [StoredPoint] = []
        guard let filter else {
            try store.scroll(from: start) { row in
                rows.append(row)
                return rows.count < limit
            }
            return rows
        }
        let matches = try snapshot.segments.map { view throws(StorageError) in view.rows > 0 ? try matching(filter, in: view) : [] }
        let found = matches.reduce(0) { $0 + $1.count }
        if found <= snapshot.count / Self.rowsPerLookup { return try storedPoints(matches, from: start, limit: limit, snapshot) }
        try store.scroll(from: start) { row in
            guard let index = snapshot.index(of: row.pid) else { return true }
            let slot = try slot(of: row.pid, in: snapshot.segments[index])
            if matches[index].contains(UInt32(slot)) { rows.append(row) }
            return rows.count < limit
        }
        return rows
    }

    /// Rows that are passed over in the time of looking one up, and more: those passed over are read whole.
    private static let rowsPerLookup = 8

    /// Of few matching rows those whose ids come first, each looked up by its id.
    private func storedPoints(_ matches: [RoaringBitmap], from start: PointID?, limit: Int, _ snapshot: Snapshot) throws(StorageError) -> [StoredPoint] {
        var ids: [PointID] = []
        for (view, slots) in zip(snapshot.segments, matches) where !slots.isEmpty {
            let rows = try contents(view).rows
            for slot in slots {
                let id = rows.id(Int(slot))
                if start.map({ $0 <= id }) ?? true { ids.append(id) }
            }
        }
        ids.sort()
        return try store.points(ids: Array(ids.prefix(limit)))
    }
}
