extension Filter {
    /// Reads a filter in the JSON of the Qdrant API: `{"must": [{"key": "price", "range": {"lt": 20}}]}`.
    ///
    /// A list of conditions may also be one condition, and members that are null count as absent. A condition with
    /// several parts, such as a match and a range, holds when one of them does.
    /// - Throws: `StorageError` with `invalidArgument`, naming the member.
    public init(json value: JSONValue) throws {
        try self.init(unvalidated: value)
        try validate()
    }

    /// Reads a filter without checking the values in it; call `validate()` next.
    package init(unvalidated value: JSONValue) throws {
        self = try FilterDecoder.filter(value, "filter")
    }
}

/// Reads filters out of JSON values; `place` is the path of members shown in errors.
enum FilterDecoder {
    static func filter(_ value: JSONValue, _ place: String) throws -> Filter {
        let object = try object(value, place)
        var filter = Filter()
        for (key, member) in object where member != .null {
            switch key {
            case "must": filter.must = try conditions(member, "\(place).must")
            case "should": filter.should = try conditions(member, "\(place).should")
            case "must_not": filter.mustNot = try conditions(member, "\(place).must_not")
            case "min_should": filter.minShould = try minShould(member, "\(place).min_should")
            default: throw unknown(key, place, "must, should, must_not or min_should")
            }
        }
        return filter
    }

    private static func minShould(_ value: JSONValue, _ place: String) throws -> Filter.MinShould {
        let object = try object(value, place, keys: ["conditions", "min_count"])
        let count = try count(object["min_count"] ?? .null, "\(place).min_count")
        return .init(Int(clamping: count), of: try conditions(object["conditions"] ?? .array([]), "\(place).conditions"))
    }

    private static func conditions(_ value: JSONValue, _ place: String) throws -> [Filter.Condition] {
        guard case .array(let elements) = value else { return [try condition(value, place)] }
        return try elements.enumerated().map { try condition($1, "\(place)[\($0)]") }
    }

    private static func condition(_ value: JSONValue, _ place: String) throws -> Filter.Condition {
        let object = try object(value, place)
        if object["key"] != nil { return try field(object, place) }
        guard object.count == 1, let key = object.keys.first, let member = object.values.first else {
            return .filter(try filter(value, place))
        }
        let inner = "\(place).\(key)"
        switch key {
        case "is_empty": return .field(try path(in: member, inner), .isEmpty)
        case "is_null": return .field(try path(in: member, inner), .isNull)
        case "has_id":
            return .hasID(try list(member, inner).map { try PointID(json: $0) })
        case "has_vector": return .hasVector(try string(member, inner))
        case "nested": return try nested(member, inner)
        case "slice":
            let slice = try Self.object(member, inner, keys: ["total", "index"])
            return .slice(
                total: try positive(slice["total"] ?? .null, "\(inner).total"), index: try count(slice["index"] ?? .null, "\(inner).index"))
        default: return .filter(try filter(value, place))
        }
    }

    private static func nested(_ value: JSONValue, _ place: String) throws -> Filter.Condition {
        let object = try object(value, place, keys: ["key", "filter"])
        let filter = try filter(object["filter"] ?? .null, "\(place).filter")
        return .nested(try path(object["key"] ?? .null, "\(place).key"), filter)
    }

    private static func field(_ object: JSONObject, _ place: String) throws -> Filter.Condition {
        let path = try path(object["key"] ?? .null, "\(place).key")
        var parts: [Filter.Condition] = []
        for (key, member) in object where member != .null && key != "key" {
            let inner = "\(place).\(key)"
            switch key {
            case "match": parts.append(.field(path, try match(member, inner)))
            case "range": parts.append(.field(path, try range(member, inner)))
            case "geo_radius": parts.append(.field(path, try radius(member, inner)))
            case "geo_bounding_box": parts.append(.field(path, try box(member, inner)))
            case "geo_polygon": parts.append(.field(path, try polygon(member, inner)))
            case "values_count":
                parts.append(.field(path, .valuesCount(try bounds(try Self.object(member, inner), inner, count))))
            case "is_empty": parts.append(try flag(.field(path, .isEmpty), member, inner))
            case "is_null": parts.append(try flag(.field(path, .isNull), member, inner))
            default: throw unknown(key, place, "match, range, geo_radius, geo_bounding_box, geo_polygon, values_count, is_empty or is_null")
            }
        }
        guard let first = parts.first else { throw Filter.invalid("At least one field condition must be specified") }
        return parts.count == 1 ? first : .filter(Filter(should: parts))
    }

    private static func flag(_ condition: Filter.Condition, _ value: JSONValue, _ place: String) throws -> Filter.Condition {
        guard case .bool(let wanted) = value else { throw wrong(value, place, "true or false") }
        return wanted ? condition : .filter(Filter(mustNot: [condition]))
    }

    private static func match(_ value: JSONValue, _ place: String) throws -> Filter.Predicate {
        let object = try object(value, place)
        let members = object.filter { $0.1 != .null }
        guard members.count == 1, let (key, member) = members.first else {
            throw wrong(value, place, "one of value, any, except, text, text_any, phrase, prefix")
        }
        let inner = "\(place).\(key)"
        switch key {
        case "value": return .match(try matchValue(member, inner))
        case "any": return .any(try list(member, inner).map { try matchValue($0, inner) })
        case "except": return .except(try list(member, inner).map { try matchValue($0, inner) })
        case "text": return .text(try string(member, inner))
        case "text_any": return .textAny(try string(member, inner))
        case "phrase": return .phrase(try string(member, inner))
        case "prefix": return .prefix(try string(member, inner))
        default: throw unknown(key, place, "value, any, except, text, text_any, phrase or prefix")
        }
    }

    private static func matchValue(_ value: JSONValue, _ place: String) throws -> Filter.Value {
        switch value {
        case .string(let text): return .string(text)
        case .int(let integer): return .int(integer)
        case .bool(let bool): return .bool(bool)
        default: throw wrong(value, place, "a string, a 64-bit integer, true or false")
        }
    }

    private static func range(_ value: JSONValue, _ place: String) throws -> Filter.Predicate {
        let object = try object(value, place)
        guard object.values.contains(where: { $0.stringValue != nil }) else {
            return .range(try bounds(object, place, number))
        }
        return .dateRange(try bounds(object, place, timestamp))
    }

    private static func bounds<B>(
        _ object: JSONObject, _ place: String, _ read: (JSONValue, String) throws -> B
    ) throws -> Bounds<B> {
        var bounds = Bounds<B>()
        for (key, member) in object where member != .null {
            let bound = try read(member, "\(place).\(key)")
            switch key {
            case "gt": bounds.gt = bound
            case "gte": bounds.gte = bound
            case "lt": bounds.lt = bound
            case "lte": bounds.lte = bound
            default: throw unknown(key, place, "gt, gte, lt or lte")
            }
        }
        return bounds
    }

    private static func radius(_ value: JSONValue, _ place: String) throws -> Filter.Predicate {
        let object = try object(value, place, keys: ["center", "radius"])
        let metres = object["radius"] ?? .null
        guard let radius = metres.doubleValue else { throw wrong(metres, "\(place).radius", "a number of metres") }
        return .geoRadius(center: try point(object["center"] ?? .null, "\(place).center"), radius: radius)
    }

    private static func box(_ value: JSONValue, _ place: String) throws -> Filter.Predicate {
        let object = try object(value, place, keys: ["top_left", "bottom_right"])
        let topLeft = try point(object["top_left"] ?? .null, "\(place).top_left")
        let bottomRight = try point(object["bottom_right"] ?? .null, "\(place).bottom_right")
        return .geoBox(
            GeoBox(
                top: topLeft.latitude, left: topLeft.longitude, bottom: bottomRight.latitude, right: bottomRight.longitude))
    }

    private static func polygon(_ value: JSONValue, _ place: String) throws -> Filter.Predicate {
        let object = try object(value, place, keys: ["exterior", "interiors"])
        func ring(_ value: JSONValue, _ place: String) throws -> [GeoPoint] {
            let points = try Self.object(value, place, keys: ["points"])["points"] ?? .null
            return try list(points, "\(place).points").enumerated().map { try point($1, "\(place).points[\($0)]") }
        }
        let holes = object["interiors"] ?? .null
        let interiors = holes == .null ? [] : try list(holes, "\(place).interiors")
        return .geoPolygon(
            GeoPolygon(
                exterior: try ring(object["exterior"] ?? .null, "\(place).exterior"),
                interiors: try interiors.enumerated().map { try ring($1, "\(place).interiors[\($0)]") }))
    }
}
