import RoaringBitmaps

extension VectorCollection {
    /// How many of the points that match have each value of a field: strings, integers and bools, or those of the kind of the field's index.
    ///
    /// A point counts once for each value; in a list every element is one. Indexes answer for what they know, and payloads are read only
    /// where a value is not of the index's kind, or for few points.
    ///
    /// - Throws: `StorageError`.
    /// - Complexity: O(distinct values · *n* / 64) with an index, O(*n*) payloads without.
    public func valueCounts(of field: PayloadPath, matching filter: Filter? = nil) throws(StorageError) -> [JSONValue: Int] {
        if let filter { try validate(filter) }
        let schema = fieldIndexes[field]
        return try reading { snapshot throws(StorageError) in
            var counts: [JSONValue: Int] = [:]
            for view in snapshot.segments where view.rows > 0 {
                let rows = try indexedRows(field, schema, filter, view)
                if let index = rows.index { counts.merge(index.counts(among: rows.known), uniquingKeysWith: +) }
                try rethrowing("read payloads") {
                    try rows.source.forEachPayload(at: rows.unknown) { _, payload in
                        for value in Set(payload.elements(at: field).compactMap { $0.counted(by: schema) }) { counts[value, default: 0] += 1 }
                    }
                }
            }
            return counts
        }
    }

    /// The points that match in the order of a value of their payload, equal values by ascending id; a point comes once for each of its values.
    ///
    /// - Parameters:
    ///   - field: a field with an index on integers, numbers or dates.
    ///   - start: the first value, itself included; nil begins at the beginning.
    ///   - limit: at most how many, 1 or more.
    /// - Throws: `StorageError`: `invalidArgument` for a field without such an index, or a limit below 1.
    /// - Complexity: O(`limit` + log *n*) where about all points match, O(*n*) for few of many; `limit` payloads are read.
    public func points(
        orderedBy field: PayloadPath, isDescending: Bool = false, from start: OrderValue? = nil, limit: Int, matching filter: Filter? = nil
    ) throws(StorageError) -> [(id: PointID, value: OrderValue)] {
        guard limit >= 1 else { throw StorageError(.invalidArgument, "limit \(limit) is below 1") }
        guard let schema = fieldIndexes[field], schema.ordersValues else {
            throw StorageError(.invalidArgument, "field \(field) has no index that orders its values")
        }
        if let filter { try validate(filter) }
        return try reading { snapshot throws(StorageError) in
            var found: [Ordered] = []
            for view in snapshot.segments where view.rows > 0 {
                let rows = try indexedRows(field, schema, filter, view)
                func take(_ value: OrderValue, _ slot: UInt32) {
                    found.append(Ordered(value: value, id: rows.source.contents.rows.id(Int(slot)), slot: slot, source: rows.source))
                }
                let leading = rows.index?.leading(limit, isDescending: isDescending, from: start, among: rows.known) ?? []
                for (value, slot) in leading { take(value, slot) }
                try rethrowing("read payloads") {
                    try rows.source.forEachPayload(at: rows.unknown) { slot, payload in
                        for value in payload.elements(at: field).compactMap({ OrderValue($0, schema) }) {
                            if let start, isDescending ? start < value : value < start { continue }
                            take(value, slot)
                        }
                    }
                }
            }
            return try firsts(limit, found, isDescending: isDescending).map { row throws(StorageError) in (row.id, try given(row, field, schema)) }
        }
    }

    /// The rows of a segment that match: those whose values an index knows, and those whose payloads must say them.
    private struct IndexedRows {
        let source: SegmentFilterSource
        var index: PayloadFieldIndex?
        var known = RoaringBitmap()
        var unknown: RoaringBitmap
    }

    private func indexedRows(_ field: PayloadPath, _ schema: PayloadFieldSchema?, _ filter: Filter?, _ view: SegmentView) throws(StorageError) -> IndexedRows {
        let contents = try contents(view), matches = try filter.map { filter throws(StorageError) in try matching(filter, in: view) } ?? view.liveBitmap
        var rows = IndexedRows(source: SegmentFilterSource(view: view, contents: contents, store: store), unknown: matches)
        guard let schema, !matches.isEmpty else { return rows }
        let indexes = try view.segment.payloadIndex.indexes([field: schema], view, contents, store)
        // Of few points the payloads are read sooner than all values are gone through.
        guard let index = indexes.field(field), matches.count > max(Self.fewRows, index.valueCount / Self.valuesPerPayload) else { return rows }
        let doubted = indexes.changed.union(index.irregular)
        rows.index = index
        rows.known = matches.subtracting(doubted)
        rows.unknown = matches.intersection(doubted)
        return rows
    }

    /// Up to so many points have their payloads read; and values that are gone through in the time of reading one.
    private static let fewRows = 16, valuesPerPayload = 64

    /// A point at the place that one of its values gives it.
    private struct Ordered {
        let value: OrderValue
        let id: PointID
        let slot: UInt32
        let source: SegmentFilterSource
    }

    /// The first of them, each point once for a value.
    private func firsts(_ limit: Int, _ rows: [Ordered], isDescending: Bool) -> [Ordered] {
        let sorted = rows.sorted { a, b in
            if a.value < b.value { return !isDescending }
            if b.value < a.value { return isDescending }
            return a.id < b.id
        }
        var result: [Ordered] = []
        for row in sorted {
            if let last = result.last, last.id == row.id, !(last.value < row.value), !(row.value < last.value) { continue }
            guard result.count < limit else { break }
            result.append(row)
        }
        return result
    }

    /// The value as it was given: an index of numbers has integers as doubles.
    private func given(_ row: Ordered, _ field: PayloadPath, _ schema: PayloadFieldSchema) throws(StorageError) -> OrderValue {
        guard schema == .float, case .double = row.value else { return row.value }
        let payload = try rethrowing("read a payload") { try row.source.payload(at: row.slot) }
        return payload.elements(at: field).lazy.compactMap { OrderValue($0, schema) }.first { !($0 < row.value) && !(row.value < $0) } ?? row.value
    }
}

extension JSONObject {
    /// The values at a path; a list at its end stands for its elements.
    public func elements(at path: PayloadPath) -> [JSONValue] { values(at: path).flatMap { $0.arrayValue ?? [$0] } }
}

extension JSONValue {
    /// What it counts as under a field's index, nil for another kind: whole numbers as integers, UUIDs in one spelling.
    func counted(by schema: PayloadFieldSchema?) -> JSONValue? {
        switch (self, schema) {
        case (.string(let text), .uuid?): PointID(uuid: text).map { .string($0.description) }
        case (.double(let number), .integer?): Int64(exactly: number).map { .int($0) }
        case (.string, .keyword?), (.string, nil), (.int, .integer?), (.int, nil), (.bool, .bool?), (.bool, nil): self
        default: nil
        }
    }
}
