public import Kindred

extension Operations {
    /// Points by id, in the order of `ids`; ids that are not there are left out.
    ///
    /// - Throws: `RequestError.wrongInput` for an unknown vector.
    public func retrieve(_ collection: String, ids: [PointID], withPayload: PayloadSelector = .all, withVectors: VectorSelector = .none) throws -> [PointRecord] {
        let collection = try self.collection(named: collection)
        try QueryEngine.check(withVectors, collection.configuration)
        try collection.settings.strictMode?.takeRead(ids.count)
        let records = try collection.records(ids, withPayload: withPayload != .none, withVectors: withVectors != .none)
        return records.map { PointRecord($0, withPayload, withVectors) }
    }

    /// A page of points by ascending id, or by a value, and the first id of the next page.
    ///
    /// By a value a point comes once for each that it has, and there is no next page: `start` of the order leads on.
    /// - Throws: `RequestError`: `validation` for a limit below 1, `badRequest` for an order without an index or with a first id,
    ///   `wrongInput` for an unknown vector.
    public func scroll(
        _ collection: String, from: PointID? = nil, limit: Int = 10, filter: Filter? = nil, orderBy: OrderBy? = nil, withPayload: PayloadSelector = .all,
        withVectors: VectorSelector = .none
    ) throws -> (points: [PointRecord], next: PointID?) {
        guard limit >= 1 else { throw RequestError(.validation, "limit: value \(limit) invalid, must be 1 or larger") }
        let collection = try self.collection(named: collection)
        try QueryEngine.check(withVectors, collection.configuration)
        if let strict = try collection.settings.strictMode {
            try strict.check(limit: limit, filter: filter, in: collection)
            try strict.takeRead(1 + (filter?.conditionCount ?? 0))
        }
        if let orderBy {
            guard from == nil else {
                throw RequestError(
                    .badRequest,
                    "Cannot use an `offset` when using `order_by`. The alternative for paging is to use `order_by.start_from` and a filter to exclude the IDs that you've already seen for the `order_by.start_from` value"
                )
            }
            let rows = try collection.ordered(by: orderBy, limit: limit, filter: filter)
            return (try Self.joined(rows, collection, withPayload, withVectors), nil)
        }
        let page = try collection.records(from: from, limit: limit, filter: filter, withPayload: withPayload != .none, withVectors: withVectors != .none)
        return (page.records.map { PointRecord($0, withPayload, withVectors) }, page.next)
    }

    /// Points in an order with the values that they are ordered by; those removed meanwhile are left out.
    private static func joined(
        _ rows: [(id: PointID, value: OrderValue)], _ collection: VectorCollection, _ payload: PayloadSelector, _ vectors: VectorSelector
    ) throws -> [PointRecord] {
        let records = try collection.records(Array(Set(rows.map(\.id))), withPayload: payload != .none, withVectors: vectors != .none)
        let found = Dictionary(records.map { ($0.point.id, PointRecord($0, payload, vectors)) }) { first, _ in first }
        return rows.compactMap { row in
            var record = found[row.id]
            record?.orderValue = row.value
            return record
        }
    }

    /// How many points match.
    public func count(_ collection: String, matching filter: Filter?) throws -> Int {
        let collection = try self.collection(named: collection)
        if let strict = try collection.settings.strictMode {
            try strict.check(limit: nil, filter: filter, in: collection)
            try strict.takeRead(1 + (filter?.conditionCount ?? 0))
        }
        return try collection.count(filter)
    }
}

extension PointRecord {
    /// A stored point with those of its parts that were asked for.
    init(_ record: VectorCollection.Record, _ payload: PayloadSelector, _ vectors: VectorSelector) {
        self.init(record.point, payload, vectors)
        version = record.version
    }
}
