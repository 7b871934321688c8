public import Kindred

extension MovedResults {
    /// `{"before", "after", "kept", "limit", "rows": [{"id", "before", "after", "score_before", "score_after", "payload"}]}`.
    public var json: JSONObject {
        let rows = rows.map { row -> JSONValue in
            [
                "id": row.id.json, "before": row.before.map { .init($0) } ?? .null, "after": row.after.map { .init($0) } ?? .null,
                "score_before": row.scoreBefore.map { .shortest($0) } ?? .null, "score_after": row.scoreAfter.map { .shortest($0) } ?? .null,
                "payload": .object(row.payload),
            ]
        }
        return ["before": .init(before.number), "after": .init(after.number), "kept": .init(kept), "limit": .init(limit), "rows": .array(rows)]
    }
}

extension JSONValue {
    /// A single-precision number with the fewest digits that read back to it.
    fileprivate static func shortest(_ value: Float) -> JSONValue { .finite(Double(value.description) ?? Double(value)) }
}

extension MoveRequest {
    /// A question from a body: one of `id` and `vector`; and `using`, `before`, `after` (versions of measures), `limit`, `filter`.
    ///
    /// - Throws: `RequestError`.
    init(_ collection: String, _ body: JSONObject) throws {
        let members = try RequestBody(body, known: ["id", "vector", "using", "before", "after", "limit", "filter"])
        guard (members["id"] == nil) != (members["vector"] == nil) else { throw RequestError(.badRequest, "name one of id and vector to start from") }
        self.init(collection: collection, start: try Self.start(members))
        using = try members.string("using") ?? ""
        before = try members.int("before", 1...Int(Int32.max))
        after = try members.int("after", 1...Int(Int32.max))
        limit = try members.int("limit", 1...1_000) ?? limit
        filter = try members.filter("filter")
    }

    private static func start(_ members: RequestBody) throws -> Start {
        if let id = members["id"] {
            do { return .point(try PointID(json: id)) } catch let error as StorageError { throw RequestError(.badRequest, "id: \(error.message)") }
        }
        let value = members["vector"] ?? .null
        guard let elements = value.arrayValue else { throw Body.wrong(value, "vector", "a list of numbers") }
        return .vector(
            try elements.enumerated().map { place, element in
                guard let number = element.doubleValue, Float(number).isFinite else { throw Body.wrong(element, "vector[\(place)]", "a number") }
                return Float(number)
            })
    }
}

extension Operations {
    /// How learning moved the answer to a question, asked by a body: one of `id` and `vector`; `using`, `before`, `after`, `limit`, `filter`.
    ///
    /// - Throws: `RequestError`, `StorageError`.
    public func explain(_ name: String, _ body: JSONObject) throws -> MovedResults {
        let collection = try collection(named: name), request = try MoveRequest(collection.name, body)
        let vector = try denseVector(request.using, of: collection)
        if case .vector(let values) = request.start, values.count != vector.dimension {
            throw RequestError(.wrongInput, "Vector dimension error: expected dim: \(vector.dimension), got \(values.count)")
        }
        return try explain(request)
    }
}
