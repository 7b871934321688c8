public import Kindred

extension Operations {
    /// Points that answer a question, best first; equal scores by ascending id.
    ///
    /// - Throws: `RequestError` in the words of the wire API, `StorageError`.
    /// - Complexity: about O(log *n*) for the nearest to one vector with an index, O(*n* · examples) for questions with examples.
    public func query(_ collection: String, _ query: PointsQuery) throws -> [PointRecord] { try self.query(collection, [query])[0] }

    private func answer(_ query: PointsQuery, of collection: String) throws -> [PointRecord] {
        let engine = try QueryEngine(self, collection: collection)
        return try engine.records(try engine.answer(query), query.withPayload, query.withVectors)
    }

    /// The answers to several questions, each exactly as if it were asked alone.
    ///
    /// - Throws: what the first that fails throws.
    public func query(_ collection: String, _ queries: [PointsQuery]) throws -> [[PointRecord]] {
        let stored = try self.collection(named: collection)
        if let strict = try stored.settings.strictMode {
            try StrictMode.check(queries.count, strict.limits.searchBatch, "search batch size")
            for query in queries { try strict.check(query, in: stored) }
            if !queries.isEmpty { try strict.takeRead(queries.reduce(0) { $0 + $1.readCost }) }
        }
        return try queries.map { try answer($0, of: collection) }
    }

    /// The best points by a value of their payload; groups by their best point.
    ///
    /// - Throws: as ``query(_:_:)-(_,PointsQuery)``.
    public func queryGroups(_ collection: String, _ query: GroupsQuery) throws -> [PointsGroup] {
        let stored = try self.collection(named: collection)
        if let strict = try stored.settings.strictMode {
            try strict.check(query, in: stored)
            try strict.takeRead(query.query.readCost)
        }
        return try QueryEngine(self, collection: collection).groups(query)
    }

    /// The commonest values of a field and how many points have each, most first, then by value.
    ///
    /// Strings, integers and bools count; a point counts once per value.
    /// - Complexity: O(*n*) over the points that match.
    public func facet(_ collection: String, key: PayloadPath, limit: Int = 10, filter: Filter? = nil) throws -> [FacetHit] {
        guard limit >= 1 else { throw RequestError(.validation, "limit: value \(limit) invalid, must be 1 or larger") }
        let collection = try self.collection(named: collection)
        if let strict = try collection.settings.strictMode {
            try strict.check(limit: limit, filter: filter, in: collection)
            try strict.takeRead(1 + (filter?.conditionCount ?? 0))
        }
        try Deadline.check()
        let counts = try collection.valueCounts(of: key, matching: filter)
        let hits = counts.map { FacetHit(value: $0.key, count: $0.value) }
        return hits.sorted { $0.count != $1.count ? $0.count > $1.count : FacetHit.precedes($0.value, $1.value) }.firsts(limit)
    }

    /// Distances between the points of a random sample: for each its nearest others of the sample.
    ///
    /// - Throws: `RequestError.wrongInput` for an unknown vector.
    public func distanceMatrix(_ collection: String, using: String? = nil, sample: Int = 10, limit: Int = 3, filter: Filter? = nil) throws -> DistanceMatrix {
        guard sample >= 2 else { throw RequestError(.validation, "sample: value \(sample) invalid, must be 2 or larger") }
        guard limit >= 1 else { throw RequestError(.validation, "limit: value \(limit) invalid, must be 1 or larger") }
        let stored = try self.collection(named: collection)
        if let strict = try stored.settings.strictMode {
            try StrictMode.check(sample, strict.limits.queryLimit, "sample")
            try strict.check(limit: limit, filter: filter, in: stored)
            try strict.takeRead(sample + (filter?.conditionCount ?? 0))
        }
        let engine = try QueryEngine(self, collection: collection)
        return try engine.distanceMatrix(using: using ?? "", sample: sample, limit: limit, filter: filter)
    }
}

extension FacetHit {
    /// Bools, then integers, then strings, each ascending.
    static func precedes(_ a: JSONValue, _ b: JSONValue) -> Bool {
        switch (a, b) {
        case (.bool(let a), .bool(let b)): !a && b
        case (.int(let a), .int(let b)): a < b
        case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.bool, _), (.int, .string): true
        default: false
        }
    }
}
