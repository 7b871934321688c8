/// Decides whether a point matches a filter. This is what filters mean; indexes only find the same points faster.
///
/// Making one prepares the filter (tokens of text queries, sets of values), so keep it while looking at many points.
///
///     let evaluator = FilterEvaluator(filter, schema: ["title": .text(.init(tokenizer: .prefix))])
///     evaluator.matches(payload, id: 42, hasVector: { $0 == "image" })
///
/// The schema matters to text conditions alone: they cut texts as the field's text index does, and into words in lower
/// case when it has none.
public struct FilterEvaluator: Sendable {
    let root: Node

    /// Prepares a filter for a collection with these payload indexes.
    public init(_ filter: Filter, schema: [PayloadPath: PayloadFieldSchema] = [:]) {
        root = Node(filter, Preparation(schema: schema, prefix: nil))
    }

    /// Whether a point matches.
    ///
    /// - Parameters:
    ///   - payload: what the point carries; `[:]` for none.
    ///   - id: the point's name.
    ///   - hasVector: whether the point has the vector of a name, the empty name being the unnamed one.
    public func matches(_ payload: Payload, id: PointID, hasVector: (String) -> Bool) -> Bool {
        root.matches(payload, id, hasVector)
    }
}

extension Filter {
    /// Whether a point matches; see `FilterEvaluator`, which is faster for many points.
    public func matches(
        _ payload: Payload, id: PointID, hasVector: (String) -> Bool = { _ in false },
        schema: [PayloadPath: PayloadFieldSchema] = [:]
    ) -> Bool {
        FilterEvaluator(self, schema: schema).matches(payload, id: id, hasVector: hasVector)
    }
}

extension FilterEvaluator {
    /// The schema, and the path of the list whose elements are looked at.
    struct Preparation {
        let schema: [PayloadPath: PayloadFieldSchema]
        let prefix: PayloadPath?

        func textOptions(_ path: PayloadPath) -> TextIndexOptions {
            guard !schema.isEmpty, case .text(let options)? = schema[path.appended(to: prefix)] else { return TextIndexOptions() }
            return options
        }
    }

    /// A prepared condition.
    indirect enum Node: Sendable {
        case all([Node])
        case some([Node])
        case none([Node])
        case atLeast(Int, [Node])
        case field(PayloadPath, Test)
        case ids(Set<PointID>)
        case vector(String)
        case nested(PayloadPath, Node)
        case slice(total: UInt64, index: UInt64)

        init(_ filter: Filter, _ preparation: Preparation) {
            func nodes(_ conditions: [Filter.Condition]) -> [Node] { conditions.map { Node($0, preparation) } }
            var parts = nodes(filter.must)
            if !filter.should.isEmpty { parts.append(.some(nodes(filter.should))) }
            if !filter.mustNot.isEmpty { parts.append(.none(nodes(filter.mustNot))) }
            if let minShould = filter.minShould, !minShould.conditions.isEmpty {
                parts.append(.atLeast(minShould.count, nodes(minShould.conditions)))
            }
            self = parts.count == 1 ? parts[0] : .all(parts)
        }

        init(_ condition: Filter.Condition, _ preparation: Preparation) {
            switch condition {
            case .field(let path, let predicate):
                self = .field(path, Test(predicate, preparation.textOptions(path)))
            case .hasID(let ids): self = .ids(Set(ids))
            case .hasVector(let name): self = .vector(name)
            case .nested(let path, let filter):
                let prefix = path.overElements.appended(to: preparation.prefix)
                self = .nested(path.overElements, Node(filter, Preparation(schema: preparation.schema, prefix: prefix)))
            case .slice(let total, let index): self = .slice(total: total, index: index)
            case .filter(let filter): self = Node(filter, preparation)
            }
        }

        /// Whether a point matches or, with a nil id, an element of a list, which has no id and no vectors.
        func matches(_ payload: Payload, _ id: PointID?, _ hasVector: (String) -> Bool) -> Bool {
            switch self {
            case .all(let nodes): return nodes.allSatisfy { $0.matches(payload, id, hasVector) }
            case .some(let nodes): return nodes.contains { $0.matches(payload, id, hasVector) }
            case .none(let nodes): return !nodes.contains { $0.matches(payload, id, hasVector) }
            case .atLeast(let count, let nodes):
                return nodes.count { $0.matches(payload, id, hasVector) } >= count
            case .field(let path, let test): return test.matches(payload, path)
            case .ids(let ids): return id.map(ids.contains) ?? false
            case .vector(let name): return id != nil && hasVector(name)
            case .nested(let path, let node):
                return payload.contains(at: path) { element in
                    guard case .object(let object) = element else { return false }
                    return node.matches(object, nil, hasVector)
                }
            case .slice(let total, let index): return id.map { $0.slice(of: total) == index } ?? false
            }
        }
    }
}
