import Kindred

extension QueryEngine {
    /// Points by a value of their payload; a point with several values comes once for each.
    func ordered(_ order: OrderBy, limit: Int, filter: Filter?) throws -> [Scored] {
        try collection.ordered(by: order, limit: limit, filter: filter).map { Scored(id: $0.id, score: 1, order: $0.value) }
    }
}

extension VectorCollection {
    /// Points by a value of their payload, equal values by ascending id.
    ///
    /// - Throws: `RequestError.badRequest` when the field has no index that orders it.
    func ordered(by order: OrderBy, limit: Int, filter: Filter?) throws -> [(id: PointID, value: OrderValue)] {
        guard let schema = fieldIndexes[order.key], schema.ordersValues else {
            throw RequestError(
                .badRequest, "No range index for `order_by` key: `\(order.key)`. Please create one to use `order_by`: an index of type integer, float or datetime")
        }
        var found: [(id: PointID, value: OrderValue)] = []
        try forEachPoint(filter) { point in
            let values = Set(point.payload.elements(at: order.key).compactMap { OrderValue($0, schema) })
            found += values.filter { order.admits($0) }.map { (point.id, $0) }
        }
        found.sort { order.precedes(($0.value, $0.id), ($1.value, $1.id)) }
        return found.firsts(limit)
    }
}

extension PayloadFieldSchema {
    /// Whether the values of a field with this index have an order.
    var ordersValues: Bool { [.integer, .float, .datetime].contains(self) }
}

extension OrderBy {
    fileprivate func admits(_ value: OrderValue) -> Bool {
        guard let start else { return true }
        return isDescending ? !(start < value) : !(value < start)
    }

    fileprivate func precedes(_ a: (value: OrderValue, id: PointID), _ b: (value: OrderValue, id: PointID)) -> Bool {
        if a.value < b.value { return !isDescending }
        if b.value < a.value { return isDescending }
        return a.id < b.id
    }
}

extension OrderValue {
    /// A payload value of a field with an index, when it has an order.
    init?(_ value: JSONValue, _ schema: PayloadFieldSchema) {
        switch (value, schema) {
        case (.int(let number), .integer), (.int(let number), .float): self = .int(number)
        case (.double(let number), .float): self = .double(number)
        case (.string(let text), .datetime):
            guard let moment = Timestamp(text) else { return nil }
            self = .int(moment.microseconds)
        default: return nil
        }
    }
}

extension OrderValue: Comparable {
    /// Integers exactly, otherwise as doubles.
    public static func < (a: OrderValue, b: OrderValue) -> Bool {
        if case (.int(let a), .int(let b)) = (a, b) { return a < b }
        return a.number < b.number
    }

    /// The value as a double, rounded beyond 2⁵³.
    var number: Double {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        }
    }
}
