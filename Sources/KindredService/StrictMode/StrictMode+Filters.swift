import Kindred

extension StrictMode {
    /// Holds the filter of a read to the limits.
    func checkRead(_ filter: Filter?, _ indexes: FieldIndexes) throws {
        guard let filter else { return }
        try check(filter)
        if !limits.allowsUnindexedReads { try indexes.require(filter) }
    }

    /// Holds the filter of a change to the limits.
    func checkUpdate(_ filter: Filter?, _ indexes: FieldIndexes) throws {
        guard let filter else { return }
        try check(filter)
        if !limits.allowsUnindexedUpdates { try indexes.require(filter) }
    }

    private func check(_ filter: Filter) throws {
        if let limit = limits.filterConditions, filter.conditionCount > limit {
            throw Self.refusal("Filter condition limit reached (\(filter.conditionCount) > \(limit))", help: "Reduce the amount of conditions of your filter.")
        }
        if let limit = limits.conditionSize, filter.largestCondition > limit {
            throw Self.refusal("Condition size limit reached (\(filter.largestCondition) > \(limit))", help: "Reduce the size of your condition.")
        }
    }
}

/// The fields of a collection that have indexes, by the texts of their paths.
struct FieldIndexes {
    private let schemas: [String: PayloadFieldSchema]

    init(_ collection: VectorCollection) {
        schemas = Dictionary(collection.fieldIndexes.map { ($0.key.description, $0.value) }) { $1 }
    }

    /// Refuses a filter on a field that has no index which can answer it.
    func require(_ filter: Filter, under prefix: String = "") throws {
        try filter.forEachCondition { condition in
            switch condition {
            case .field(let path, let predicate):
                try require(prefix + path.description, oneOf: predicate.indexKinds, help: "Create an index for this key or use a different filter.")
            case .nested(let path, let inner):
                let text = path.description
                try require(inner, under: prefix + (text.hasSuffix("[]") ? text : text + "[]") + ".")
            case .filter(let inner): try require(inner, under: prefix)
            case .hasID, .hasVector, .slice: break
            }
        }
    }

    /// Refuses a path without an index of one of some kinds.
    func require(_ path: String, oneOf kinds: [String], help: String) throws {
        if let schema = schemas[path], kinds.contains(schema.name) { return }
        throw StrictMode.refusal("Index required but not found for \"\(path)\" of one of the following types: [\(kinds.joined(separator: ", "))]", help: help)
    }

    /// Refuses groups by a path whose values no index finds.
    func requireGrouping(_ path: PayloadPath) throws {
        if let schema = schemas[path.description], ["bool", "integer", "keyword", "uuid"].contains(schema.name) { return }
        throw StrictMode.refusal("Index required but not found for \"\(path)\"", help: "Create an index supporting `match` for this key.")
    }
}

extension Filter {
    fileprivate func forEachCondition(_ body: (Condition) throws -> Void) rethrows {
        for condition in must + should + mustNot + (minShould?.conditions ?? []) { try body(condition) }
    }

    /// How many conditions there are, those of filters inside included.
    var conditionCount: Int {
        var count = 0
        forEachCondition { condition in
            switch condition {
            case .nested(_, let inner), .filter(let inner): count += inner.conditionCount
            default: count += 1
            }
        }
        return count
    }

    /// The most values that one condition compares with.
    var largestCondition: Int {
        var largest = 0
        forEachCondition { condition in
            let size =
                switch condition {
                case .nested(_, let inner), .filter(let inner): inner.largestCondition
                case .hasID(let ids): ids.count
                case .field(_, .any(let values)), .field(_, .except(let values)): values.count
                case .field(_, .geoPolygon(let polygon)): polygon.exterior.count + polygon.interiors.reduce(0) { $0 + $1.count }
                default: 0
                }
            largest = max(largest, size)
        }
        return largest
    }
}

extension Filter.Predicate {
    /// The kinds of index that can answer it, by ascending name.
    fileprivate var indexKinds: [String] {
        switch self {
        case .match(let value): value.indexKinds
        case .any(let values), .except(let values): values.first?.indexKinds ?? Self.allKinds
        case .text, .textAny, .phrase: ["text"]
        case .prefix: ["keyword"]
        case .range: ["float", "integer"]
        case .dateRange: ["datetime"]
        case .geoRadius, .geoBox, .geoPolygon: ["geo"]
        case .valuesCount, .isEmpty, .isNull: Self.allKinds
        }
    }

    private static let allKinds = ["bool", "datetime", "float", "geo", "integer", "keyword", "text", "uuid"]
}

extension Filter.Value {
    fileprivate var indexKinds: [String] {
        switch self {
        case .string(let text): PointID(uuid: text) == nil ? ["keyword"] : ["keyword", "uuid"]
        case .int: ["integer"]
        case .bool: ["bool"]
        }
    }
}
