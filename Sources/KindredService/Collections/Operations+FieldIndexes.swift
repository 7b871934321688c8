public import Kindred

extension Operations {
    /// Declares an index on a payload field; the schema is a name or an object as in the REST API.
    ///
    /// Without a schema the first value of the field says which kind it is.
    public func createFieldIndex(_ collection: String, field: PayloadPath, schema: JSONValue?) throws -> UInt64 {
        let collection = try self.collection(named: collection)
        let given = if let schema, schema != .null { schema } else { try inferredSchema(collection, field) }
        let kind: PayloadFieldSchema
        do { kind = try PayloadFieldSchema(json: given) } catch { throw RequestError(.badRequest, "Format error in JSON body: \(RequestError(error).message)") }
        if let strict = try collection.settings.strictMode {
            try strict.checkFieldIndex(field, of: collection)
            try strict.takeWrite(1)
        }
        try collection.createFieldIndex(field, kind)
        try changeParameters(of: collection) { $0.fieldSchemas[field.description] = given.objectValue.map { .object($0) } }
        return collection.lastCommit
    }

    /// Removes a declared index.
    public func deleteFieldIndex(_ collection: String, field: PayloadPath) throws -> UInt64 {
        let collection = try self.collection(named: collection)
        try collection.settings.strictMode?.takeWrite(1)
        try collection.dropFieldIndex(field)
        try changeParameters(of: collection) { $0.fieldSchemas[field.description] = nil }
        return collection.lastCommit
    }

    private func inferredSchema(_ collection: VectorCollection, _ field: PayloadPath) throws -> JSONValue {
        let page = try collection.scroll(limit: 1, filter: Filter(mustNot: [.field(field, .isEmpty)]))
        let values = page.points.first?.payload.values(at: field) ?? []
        switch values.first?.arrayValue?.first ?? values.first {
        case .string: return "keyword"
        case .int, .uint: return "integer"
        case .double: return "float"
        case .bool: return "bool"
        case .object(let object) where object["lat"]?.doubleValue != nil && object["lon"]?.doubleValue != nil: return "geo"
        default: throw RequestError(.badRequest, "No index type was given for \(field), and no stored value says which it is")
        }
    }

    /// The declared indexes as the REST API shows them.
    func payloadSchema(_ collection: VectorCollection, _ parameters: CollectionParameters) throws -> JSONObject {
        var result = JSONObject()
        for (path, schema) in collection.fieldIndexes.sorted(by: { $0.key.description < $1.key.description }) {
            let points = try collection.count(Filter(mustNot: [.field(path, .isEmpty)]))
            var field: JSONObject = ["data_type": .string(schema.name)]
            field["params"] = parameters.fieldSchemas[path.description]
            field["points"] = JSONValue(points)
            result[path.description] = .object(field)
        }
        return result
    }
}
