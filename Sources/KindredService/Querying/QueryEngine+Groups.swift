import Kindred

extension QueryEngine {
    /// The best points by a value of their payload.
    ///
    /// The ranking is asked for further and further until the first groups are full, or nothing is left.
    func groups(_ query: GroupsQuery) throws -> [PointsGroup] {
        try Self.positive(query.groupSize, "internal.group_size")
        try Self.check(query.query)
        let count = max(1, collection.count)
        var asked = min(count, max(64, 4 * saturating(query.query.limit, query.groupSize)))
        while true {
            var inner = query.query
            inner.limit = asked
            inner.prefetch = inner.prefetch.map { $0.widened(to: max(asked, min(count, Self.groupedPrefetch))) }
            let answer = try self.answer(inner)
            let groups = try grouped(answer, query)
            let isWhole = groups.count == query.query.limit && groups.allSatisfy { $0.hits.count == query.groupSize }
            if isWhole || answer.count < asked || asked == count { return try joined(groups, query) }
            asked = min(count, saturating(asked, 4))
        }
    }

    /// Candidates that a prefetch of a grouped query yields at least: fewer would leave later groups without their points.
    private static let groupedPrefetch = 10_000

    /// A group by the answer's places.
    private struct Group {
        var id: JSONValue
        var hits: [Scored]
    }

    private func grouped(_ answer: [Scored], _ query: GroupsQuery) throws -> [Group] {
        let payloads = try collection.fetch(answer.map(\.id), withVectors: false)
        let values = Dictionary(payloads.map { ($0.id, Self.groupIDs($0.payload, query.groupBy)) }) { first, _ in first }
        var groups: [Group] = [], places: [JSONValue: Int] = [:]
        for scored in answer {
            for value in values[scored.id] ?? [] {
                if let place = places[value] {
                    if groups[place].hits.count < query.groupSize { groups[place].hits.append(scored) }
                } else if groups.count < query.query.limit {
                    places[value] = groups.count
                    groups.append(Group(id: value, hits: [scored]))
                }
            }
        }
        return groups
    }

    /// The groups a point belongs to: none when one of the values is neither a string nor an integer.
    private static func groupIDs(_ payload: Payload, _ path: PayloadPath) -> [JSONValue] {
        var ids: [JSONValue] = []
        for value in payload.elements(at: path) {
            switch value {
            case .string, .int, .uint: if !ids.contains(value) { ids.append(value) }
            default: return []
            }
        }
        return ids
    }

    private func joined(_ groups: [Group], _ query: GroupsQuery) throws -> [PointsGroup] {
        let lookups = try query.lookup.map { try self.lookups($0, groups) }
        return try groups.map { group in
            let hits = try records(group.hits, query.query.withPayload, query.query.withVectors)
            return PointsGroup(id: group.id, hits: hits, lookup: lookups?[group.id])
        }
    }

    private func lookups(_ lookup: GroupLookup, _ groups: [Group]) throws -> [JSONValue: PointRecord] {
        let other = try operations.collection(named: lookup.collection)
        var found: [JSONValue: PointRecord] = [:]
        for group in groups {
            guard let id = PointID(groupID: group.id), let point = try other.fetch(id) else { continue }
            found[group.id] = PointRecord(point, lookup.withPayload, lookup.withVectors)
        }
        return found
    }

    private func saturating(_ a: Int, _ b: Int) -> Int {
        let (product, overflows) = a.multipliedReportingOverflow(by: b)
        return overflows ? Int.max / 8 : min(product, Int.max / 8)
    }
}

extension Prefetch {
    /// The same prefetch with at least `limit` candidates on every level.
    fileprivate func widened(to limit: Int) -> Prefetch {
        var result = self
        result.limit = max(limit, self.limit)
        result.prefetch = prefetch.map { $0.widened(to: limit) }
        return result
    }
}

extension PointID {
    /// The point that a group's value names, when it can name one.
    fileprivate init?(groupID: JSONValue) {
        switch groupID {
        case .int(let value):
            guard let number = UInt64(exactly: value) else { return nil }
            self = .number(number)
        case .uint(let value): self = .number(value)
        case .string(let text):
            guard let id = PointID(uuid: text) else { return nil }
            self = id
        default: return nil
        }
    }
}
