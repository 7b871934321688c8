public import RoaringBitmaps

extension PayloadIndexSet {
    /// The slots whose points match a filter.
    ///
    /// - Throws: what `source` throws.
    public func slots(matching filter: Filter, in source: some FilterSource) throws -> RoaringBitmap {
        let evaluator = FilterEvaluator(filter, schema: schema)
        var resolver = FilterResolver(indexes: self, source: source)
        let bounds = try resolver.bounds(evaluator.root, prefix: nil)
        var result = bounds.certain.intersection(live)
        guard !bounds.isExact else { return result }
        let doubtful = bounds.possible.intersection(live).subtracting(result)
        guard !doubtful.isEmpty else { return result }
        var found: [UInt32] = []
        try source.forEachPayload(at: doubtful) { slot, payload in
            let id = try source.id(at: slot)
            if evaluator.matches(payload, id: id, hasVector: { resolver.vectors[$0]?.contains(slot) ?? false }) { found.append(slot) }
        }
        result.formUnion(RoaringBitmap(found))
        return result
    }
}

/// Turns the conditions of one filter into sets of slots.
struct FilterResolver<Source: FilterSource> {
    typealias Node = FilterEvaluator.Node

    let indexes: PayloadIndexSet
    let source: Source
    /// The slots of each vector name that the filter asks for.
    var vectors: [String: RoaringBitmap] = [:]

    init(indexes: PayloadIndexSet, source: Source) {
        self.indexes = indexes
        self.source = source
    }

    /// What is known about a condition. With a prefix it is one inside `nested`, about elements of the list there.
    mutating func bounds(_ node: Node, prefix: PayloadPath?) throws -> SlotBounds {
        switch node {
        case .all(let nodes): return try all(nodes)
        case .some(let nodes):
            var result = SlotBounds(exactly: RoaringBitmap())
            for node in nodes { result.formUnion(try bounds(node, prefix: nil)) }
            return result
        case .none(let nodes):
            return try bounds(.some(nodes), prefix: nil).complement(in: indexes.live)
        case .atLeast(let count, let nodes): return try atLeast(count, nodes)
        case .field(let path, let test): return bounds(path, test)
        case .ids(let ids):
            return SlotBounds(exactly: RoaringBitmap(try ids.compactMap { try source.slot(of: $0) }))
        case .vector(let name):
            let slots = try source.slots(withVector: name)
            vectors[name] = slots
            return SlotBounds(exactly: slots)
        case .slice(let total, let index):
            var slots: [UInt32] = []
            try indexes.live.forEach { slot in
                if try source.id(at: slot).slice(of: total) == index { slots.append(slot) }
            }
            return SlotBounds(exactly: RoaringBitmap(sortedUnique: slots))
        case .nested(let path, let node): return nested(path, node)
        }
    }

    /// The rarest condition first, and no further once nothing can match.
    private mutating func all(_ nodes: [Node]) throws -> SlotBounds {
        var result = SlotBounds(exactly: indexes.live)
        let estimates = nodes.map { indexes.estimate($0).expected }
        for place in nodes.indices.sorted(by: { estimates[$0] < estimates[$1] }) {
            result.formIntersection(try bounds(nodes[place], prefix: nil))
            if result.possible.isEmpty { return result }
        }
        return result
    }

    /// `levels[j]` are the slots that match at least *j* of the conditions seen so far.
    private mutating func atLeast(_ count: Int, _ nodes: [Node]) throws -> SlotBounds {
        guard count > 0 else { return SlotBounds(exactly: indexes.live) }
        guard count <= nodes.count else { return SlotBounds(exactly: RoaringBitmap()) }
        var levels = [SlotBounds](repeating: SlotBounds(exactly: RoaringBitmap()), count: count + 1)
        levels[0] = SlotBounds(exactly: indexes.live)
        for node in nodes {
            let next = try bounds(node, prefix: nil)
            for level in (1...count).reversed() {
                var one = levels[level - 1]
                one.formIntersection(next)
                levels[level].formUnion(one)
            }
        }
        return levels[count]
    }

    private func bounds(_ path: PayloadPath, _ test: FilterEvaluator.Test) -> SlotBounds {
        guard let field = indexes.field(path) else { return SlotBounds(possible: indexes.live) }
        return field.bounds(test, live: indexes.live, unknown: indexes.changed)
    }

    /// An element that has a value has it on the path through all elements too, so an index on that path narrows the
    /// search; whether one and the same element has all of them the payload must say.
    private func nested(_ path: PayloadPath, _ node: Node) -> SlotBounds {
        var possible = indexes.live
        narrow(&possible, path, node)
        return SlotBounds(possible: possible)
    }

    private func narrow(_ possible: inout RoaringBitmap, _ prefix: PayloadPath, _ node: Node) {
        switch node {
        case .all(let nodes):
            for node in nodes { narrow(&possible, prefix, node) }
        case .field(let path, let test) where test.needsValue:
            let whole = path.appended(to: prefix)
            if indexes.field(whole) != nil { possible.formIntersection(bounds(whole, test).possible) }
        case .nested(let path, let inner): narrow(&possible, path.appended(to: prefix), inner)
        default: break
        }
    }
}

extension PayloadIndexSet {
    /// The index of the path, nil when it has none.
    func field(_ path: PayloadPath) -> PayloadFieldIndex? { fields.first { $0.path == path } }
}

extension FilterEvaluator.Test {
    /// Whether it is false of a field without values.
    var needsValue: Bool {
        switch self {
        case .isEmpty, .valuesCount: false
        default: true
        }
    }
}
