#if Server
import Kindred
import KindredService

extension Filter {
    /// The filter of a message, checked.
    init(_ message: Qdrant_Filter) throws {
        self = try Filter(unchecked: message)
        try validate()
    }

    fileprivate init(unchecked message: Qdrant_Filter) throws {
        self.init(
            must: try Condition.all(message.must), should: try Condition.all(message.should), mustNot: try Condition.all(message.mustNot),
            minShould: message.hasMinShould ? MinShould(Int(clamping: message.minShould.minCount), of: try Condition.all(message.minShould.conditions)) : nil)
    }
}

extension Filter.Condition {
    /// The condition of a message, checked.
    init(_ message: Qdrant_Condition) throws {
        self = try Self.read(message)
        try Filter(self).validate()
    }

    fileprivate static func all(_ messages: [Qdrant_Condition]) throws -> [Filter.Condition] { try messages.map { try read($0) } }

    private static func read(_ message: Qdrant_Condition) throws -> Filter.Condition {
        switch message.conditionOneOf {
        case .field(let field): return try read(field)
        case .isEmpty(let condition): return .field(try PayloadPath(parsing: condition.key), .isEmpty)
        case .isNull(let condition): return .field(try PayloadPath(parsing: condition.key), .isNull)
        case .hasID_p(let condition): return .hasID(try PointID.all(condition.hasID_p))
        case .hasVector_p(let condition): return .hasVector(condition.hasVector_p)
        case .filter(let filter): return .filter(try Filter(unchecked: filter))
        case .nested(let nested): return .nested(try PayloadPath(parsing: nested.key), try Filter(unchecked: nested.filter))
        case .slice(let slice): return .slice(total: UInt64(slice.total), index: UInt64(slice.index))
        case nil: throw RequestError.unset("condition")
        }
    }

    /// Of several predicates one must hold.
    private static func read(_ message: Qdrant_FieldCondition) throws -> Filter.Condition {
        let path = try PayloadPath(parsing: message.key)
        var parts: [Filter.Condition] = try predicates(message).map { .field(path, $0) }
        if message.hasIsEmpty { parts.append(asked(message.isEmpty, .field(path, .isEmpty))) }
        if message.hasIsNull { parts.append(asked(message.isNull, .field(path, .isNull))) }
        guard let first = parts.first else { throw RequestError(.badRequest, "At least one field condition must be specified") }
        return parts.count == 1 ? first : .filter(Filter(should: parts))
    }

    private static func asked(_ wanted: Bool, _ condition: Filter.Condition) -> Filter.Condition {
        wanted ? condition : .filter(Filter(mustNot: [condition]))
    }

    private static func predicates(_ message: Qdrant_FieldCondition) throws -> [Filter.Predicate] {
        var predicates: [Filter.Predicate] = []
        if message.hasMatch { predicates.append(try Filter.Predicate(message.match)) }
        if message.hasRange { predicates.append(.range(NumberRange(message.range))) }
        if message.hasDatetimeRange { predicates.append(.dateRange(try DateRange(message.datetimeRange))) }
        if message.hasGeoRadius { predicates.append(try Filter.Predicate(message.geoRadius)) }
        if message.hasGeoBoundingBox { predicates.append(try Filter.Predicate(message.geoBoundingBox)) }
        if message.hasGeoPolygon { predicates.append(try Filter.Predicate(message.geoPolygon)) }
        if message.hasValuesCount { predicates.append(.valuesCount(CountRange(message.valuesCount))) }
        return predicates
    }
}
#endif
