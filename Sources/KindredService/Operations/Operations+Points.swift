public import Kindred

extension Operations {
    /// Points by id, in the order asked for.
    ///
    /// - Throws: `StorageError.notFound` naming the first id that is not there.
    public func get(_ collection: String, ids: [PointID], withVectors: Bool = true) throws -> [Point] {
        let points = try database.collection(collection).fetch(ids, withPayload: true, withVectors: withVectors)
        let found = Set(points.map(\.id))
        if let missing = ids.first(where: { !found.contains($0) }) { throw StorageError(.notFound, "there is no point \(missing) in collection \(collection)") }
        return points
    }

    /// Removes points by id; ids that are not there are ignored.
    ///
    /// - Returns: how many were removed.
    public func delete(_ collection: String, ids: [PointID]) throws -> Int {
        try database.collection(collection).delete(ids)
    }

    /// Removes the points that match a filter (text or JSON).
    ///
    /// - Returns: how many were removed.
    public func delete(_ collection: String, matching filter: String) throws -> Int {
        try database.collection(collection).delete(matching: try Filter(parsingTextOrJSON: filter))
    }

    /// How many points a collection holds, or how many of them match a filter (text or JSON).
    public func count(_ collection: String, filter: String? = nil) throws -> Int {
        try database.collection(collection).count(try filter.map { try Filter(parsingTextOrJSON: $0) })
    }
}
