/// Writes filters as people do.
enum FilterPrinter {
    /// The words that a field alone cannot be named; others are told apart by what follows them.
    static let reserved: Set<String> = [
        "and", "or", "not", "in", "is", "between", "exists", "except", "contains", "true", "false", "null", "id",
    ]

    static func text(_ expression: FilterExpression) -> String {
        switch expression {
        case .everything: "true"
        case .leaf(let condition): text(condition)
        case .all(let parts): parts.map { text($0, inside: expression) }.joined(separator: " and ")
        case .some(let parts): parts.map { text($0, inside: expression) }.joined(separator: " or ")
        case .not(let part): "not " + text(part, inside: expression)
        case .atLeast(let count, let parts): "at_least(\(count), \(parts.map(text).joined(separator: ", ")))"
        }
    }

    private static func text(_ part: FilterExpression, inside outer: FilterExpression) -> String {
        switch (part, outer) {
        case (.some, _), (.all, .not): "(" + text(part) + ")"
        default: text(part)
        }
    }

    private static func text(_ condition: Filter.Condition) -> String {
        switch condition {
        case .field(let path, let predicate): text(path, predicate)
        case .hasID(let ids): "id in (\(ids.map(text).joined(separator: ", ")))"
        case .hasVector(let name): "has_vector(\(text(name)))"
        case .nested(let path, let filter): "nested(\(text(path)), \(text(FilterExpression(filter))))"
        case .slice(let total, let index): "slice(\(index), \(total))"
        case .filter(let filter): "(" + text(FilterExpression(filter)) + ")"
        }
    }

    private static func text(_ path: PayloadPath, _ predicate: Filter.Predicate) -> String {
        let field = text(path)
        switch predicate {
        case .match(let value): return "\(field) = \(text(value))"
        case .any(let values): return "\(field) in (\(values.map(text).joined(separator: ", ")))"
        case .except(let values): return "\(field) except (\(values.map(text).joined(separator: ", ")))"
        case .text(let query): return "\(field) ~ \(text(query))"
        case .textAny(let query): return "\(field) ~ any \(text(query))"
        case .phrase(let query): return "\(field) ~ phrase \(text(query))"
        case .prefix(let prefix): return "\(field) ^= \(text(prefix))"
        case .range(let range): return comparison(field, range, "range") { $0.json.jsonText }
        case .dateRange(let range): return comparison(field, range, "dates") { text($0.description) }
        case .valuesCount(let range):
            let count = "count(\(field))"
            return shortComparison(count, range) { String($0) } ?? call("count", field, range) { String($0) }
        case .geoRadius(let center, let radius):
            return "within(\(field), \(center.latitude), \(center.longitude), \(radius))"
        case .geoBox(let box): return "box(\(field), \(box.top), \(box.left), \(box.bottom), \(box.right))"
        case .geoPolygon(let polygon):
            let rings = [polygon.exterior] + polygon.interiors
            return "polygon(\(field), \(rings.map(text).joined(separator: ", ")))"
        case .isEmpty: return "\(field) is empty"
        case .isNull: return "\(field) is null"
        }
    }

    private static func comparison<B>(
        _ field: String, _ range: Bounds<B>, _ name: String, _ show: (B) -> String
    ) -> String {
        shortComparison(field, range, show) ?? call(name, field, range, show)
    }

    /// The range with an operator, when it has one bound, or `between` when it includes two.
    private static func shortComparison<B>(_ field: String, _ range: Bounds<B>, _ show: (B) -> String) -> String? {
        switch (range.gt, range.gte, range.lt, range.lte) {
        case (let bound?, nil, nil, nil): "\(field) > \(show(bound))"
        case (nil, let bound?, nil, nil): "\(field) >= \(show(bound))"
        case (nil, nil, let bound?, nil): "\(field) < \(show(bound))"
        case (nil, nil, nil, let bound?): "\(field) <= \(show(bound))"
        case (nil, let lower?, nil, let upper?): "\(field) between \(show(lower)) and \(show(upper))"
        default: nil
        }
    }

    private static func call<B>(_ name: String, _ field: String, _ range: Bounds<B>, _ show: (B) -> String) -> String {
        let bounds = [("gt", range.gt), ("gte", range.gte), ("lt", range.lt), ("lte", range.lte)]
        let arguments = bounds.compactMap { name, bound in bound.map { ", \(name): \(show($0))" } }
        return "\(name)(\(field)\(arguments.joined()))"
    }

    private static func text(_ path: PayloadPath) -> String {
        if path.components.count == 1, case .key(let key) = path.components[0], reserved.contains(key.lowercased()) {
            return PathScanner.quoted(key)
        }
        return path.description
    }

    private static func text(_ id: PointID) -> String {
        if case .number = id { id.description } else { "\"\(id)\"" }
    }

    private static func text(_ value: Filter.Value) -> String { value.json.jsonText }

    private static func text(_ string: String) -> String { JSONValue.string(string).jsonText }

    private static func text(_ ring: [GeoPoint]) -> String {
        "[" + ring.map { "\($0.latitude), \($0.longitude)" }.joined(separator: ", ") + "]"
    }
}
