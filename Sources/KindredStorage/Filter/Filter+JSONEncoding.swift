extension Filter {
    /// The filter in the JSON of the Qdrant API; `init(json:)` reads the same filter back,
    /// but for a date range without any bound, which has no form of its own there.
    public var json: JSONValue {
        var object = JSONObject()
        if !must.isEmpty { object["must"] = .array(must.map(\.json)) }
        if !should.isEmpty { object["should"] = .array(should.map(\.json)) }
        if !mustNot.isEmpty { object["must_not"] = .array(mustNot.map(\.json)) }
        if let minShould {
            object["min_should"] = [
                "conditions": .array(minShould.conditions.map(\.json)), "min_count": JSONValue(minShould.count),
            ]
        }
        return .object(object)
    }
}

extension Filter.Condition {
    /// The condition in the JSON of the Qdrant API.
    var json: JSONValue {
        switch self {
        case .field(let path, .isEmpty): ["is_empty": ["key": .string(path.description)]]
        case .field(let path, .isNull): ["is_null": ["key": .string(path.description)]]
        case .field(let path, let predicate): predicate.json(path)
        case .hasID(let ids): ["has_id": .array(ids.map(\.json))]
        case .hasVector(let name): ["has_vector": .string(name)]
        case .nested(let path, let filter): ["nested": ["key": .string(path.description), "filter": filter.json]]
        case .slice(let total, let index): ["slice": ["total": JSONValue(total), "index": JSONValue(index)]]
        case .filter(let filter): filter.json
        }
    }
}

extension Filter.Value {
    /// The value as JSON.
    var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .int(let integer): .int(integer)
        case .bool(let bool): .bool(bool)
        }
    }
}

extension Filter.Predicate {
    fileprivate func json(_ path: PayloadPath) -> JSONValue {
        let (member, value) = member
        return .object(JSONObject([("key", .string(path.description)), (member, value)]))
    }

    private var member: (String, JSONValue) {
        switch self {
        case .match(let value): ("match", ["value": value.json])
        case .any(let values): ("match", ["any": .array(values.map(\.json))])
        case .except(let values): ("match", ["except": .array(values.map(\.json))])
        case .text(let query): ("match", ["text": .string(query)])
        case .textAny(let query): ("match", ["text_any": .string(query)])
        case .phrase(let query): ("match", ["phrase": .string(query)])
        case .prefix(let prefix): ("match", ["prefix": .string(prefix)])
        case .range(let range): ("range", range.json(\.json))
        case .dateRange(let range): ("range", range.json { .string($0.description) })
        case .valuesCount(let range): ("values_count", range.json { JSONValue($0) })
        case .geoRadius(let center, let radius): ("geo_radius", ["center": center.json, "radius": .double(radius)])
        case .geoBox(let box): ("geo_bounding_box", box.json)
        case .geoPolygon(let polygon): ("geo_polygon", polygon.json)
        case .isEmpty: ("is_empty", true)
        case .isNull: ("is_null", true)
        }
    }
}

extension Bounds {
    fileprivate func json(_ encode: (Bound) -> JSONValue) -> JSONValue {
        let members = [("gt", gt), ("gte", gte), ("lt", lt), ("lte", lte)]
        return .object(JSONObject(members.compactMap { name, bound in bound.map { (name, encode($0)) } }))
    }
}

extension GeoPoint {
    fileprivate var json: JSONValue { ["lat": .double(latitude), "lon": .double(longitude)] }
}

extension GeoBox {
    fileprivate var json: JSONValue {
        [
            "top_left": ["lat": .double(top), "lon": .double(left)],
            "bottom_right": ["lat": .double(bottom), "lon": .double(right)],
        ]
    }
}

extension GeoPolygon {
    fileprivate var json: JSONValue {
        func ring(_ points: [GeoPoint]) -> JSONValue { ["points": .array(points.map(\.json))] }
        return ["exterior": ring(exterior), "interiors": .array(interiors.map(ring))]
    }
}
