import KindredIndex
import RoaringBitmaps

extension VectorCollection {
    /// The rows of a segment that count and match.
    func matching(_ filter: Filter, in view: SegmentView) throws(StorageError) -> RoaringBitmap {
        if filter.isEmpty { return view.liveBitmap }
        if let known = view.cachedMatches(filter) { return known }
        let contents = try contents(view)
        let source = SegmentFilterSource(view: view, contents: contents, store: store)
        let slots = try slots(matching: filter, in: source).intersection(view.liveBitmap)
        view.cache(slots, for: filter)
        return slots
    }

    private func slots(matching filter: Filter, in source: SegmentFilterSource) throws(StorageError) -> RoaringBitmap {
        try rethrowing("filter collection \(name)") {
            // Ids alone ask nothing of the payloads.
            if let ids = filter.onlyIDs { return RoaringBitmap(try ids.compactMap { try source.slot(of: $0) }) }
            let indexes = try source.view.segment.payloadIndex.indexes(schema(for: filter), source.view, source.contents, store)
            return try indexes.slots(matching: filter, in: source)
        }
    }

    /// The declared fields, and those this filter compares.
    ///
    /// A field is indexed at the first filter that asks for it; declaring it does so ahead of time. Only a text index changes
    /// what a condition means, so texts are indexed when declared only.
    func schema(for filter: Filter) -> [PayloadPath: PayloadFieldSchema] {
        fields.withLock { fields in
            for (path, schema) in filter.comparedFields where fields.declared[path] == nil && fields.used[path] == nil {
                fields.used[path] = schema
            }
            return fields.declared.merging(fields.used) { declared, _ in declared }
        }
    }

    /// How many points match; all when there is no filter.
    ///
    /// - Complexity: about O(*n* / 64) with indexed fields, O(*n*) for conditions that payloads must decide.
    public func count(_ filter: Filter?) throws(StorageError) -> Int {
        guard let filter else { return count }
        try validate(filter)
        return try reading { snapshot throws(StorageError) in
            var count = 0
            for view in snapshot.segments where view.rows > 0 { count += try matching(filter, in: view).count }
            return count
        }
    }

    /// Removes the points that match.
    ///
    /// - Returns: how many points were removed.
    @discardableResult
    public func delete(matching filter: Filter) throws(StorageError) -> Int {
        try validate(filter)
        return try write { _ throws(StorageError) in
            let ids = try ids(matching: filter, in: snapshot)
            return ids.isEmpty ? 0 : try remove(ids)
        }
    }

    /// Throws when a filter cannot mean anything.
    func validate(_ filter: Filter) throws(StorageError) {
        try rethrowing("read the filter") { try filter.validate() }
    }
}

/// The fields with indexes.
struct PayloadFields: Sendable {
    /// Asked for by name, kept in SQLite.
    var declared: [PayloadPath: PayloadFieldSchema] = [:]
    /// Found in filters, forgotten with the process.
    var used: [PayloadPath: PayloadFieldSchema] = [:]
}

extension Filter {
    /// The fields whose values the filter compares, with the kind of index that would find them.
    var comparedFields: [(PayloadPath, PayloadFieldSchema)] {
        let conditions = must + should + mustNot + (minShould?.conditions ?? [])
        return conditions.flatMap { condition -> [(PayloadPath, PayloadFieldSchema)] in
            switch condition {
            case .field(let path, let predicate): predicate.index.map { [(path, $0)] } ?? []
            case .filter(let filter): filter.comparedFields
            case .nested(let path, let filter): filter.comparedFields.map { ($0.0.appended(to: path.overElements), $0.1) }
            case .hasID, .hasVector, .slice: []
            }
        }
    }
}

extension Filter {
    /// The ids that are all the filter asks for; nil when it asks for more.
    fileprivate var onlyIDs: [PointID]? {
        guard must.count == 1, should.isEmpty, mustNot.isEmpty, minShould == nil, case .hasID(let ids) = must[0] else { return nil }
        return Array(ids)
    }
}

extension Filter.Predicate {
    fileprivate var index: PayloadFieldSchema? {
        switch self {
        case .match(let value): value.index
        case .any(let values), .except(let values): values.first?.index
        case .prefix: .keyword
        case .range: .float
        case .dateRange: .datetime
        case .geoRadius, .geoBox, .geoPolygon: .geo
        case .text, .textAny, .phrase, .valuesCount, .isEmpty, .isNull: nil
        }
    }
}

extension Filter.Value {
    fileprivate var index: PayloadFieldSchema {
        switch self {
        case .string: .keyword
        case .int: .integer
        case .bool: .bool
        }
    }
}
