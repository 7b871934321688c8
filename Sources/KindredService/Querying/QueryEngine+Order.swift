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
        try Deadline.check()
        guard fieldIndexes[order.key]?.ordersValues == true else {
            throw RequestError(
                .badRequest, "No range index for `order_by` key: `\(order.key)`. Please create one to use `order_by`: an index of type integer, float or datetime")
        }
        return try points(orderedBy: order.key, isDescending: order.isDescending, from: order.start, limit: limit, matching: filter)
    }
}
