public import Kindred

extension Operations {
    /// The collection of a name or an alias.
    ///
    /// - Throws: `RequestError` with kind `notFound`, `forbidden` for one out of reach.
    public func collection(named name: String) throws -> VectorCollection {
        let collection: VectorCollection
        do {
            collection = try database.collection(name)
        } catch {
            // Whoever may not read a collection does not learn that there is none.
            try reach.check(name, spoken: name)
            throw error.code == .notFound ? RequestError(.notFound, "Collection \(name) not found") : RequestError(error)
        }
        try reach.check(collection.name, spoken: name)
        return collection
    }

    /// Makes a collection from a body in the shape of the REST API's: `vectors`, `sparse_vectors`, `hnsw_config`, ….
    ///
    /// - Throws: `RequestError`: `validation`, `badRequest`, `conflict` when there is one of the name.
    public func createCollection(_ name: String, _ parameters: JSONObject) throws {
        try reach.checkEverything()
        guard (1...255).contains(name.utf8.count) else {
            throw RequestError(.validation, "collection_name: value \"\(name)\" invalid, must be from 1 to 255 characters")
        }
        let parameters = try CollectionParameters(parameters)
        do {
            try database.createCollection(name, parameters.configuration, doorParameters: parameters.stored)
        } catch {
            throw error.code == .alreadyExists ? RequestError(.conflict, "Wrong input: Collection `\(name)` already exists!") : RequestError(error)
        }
    }

    /// Changes a collection's parameters by a body in the shape of the REST API's.
    public func updateCollection(_ name: String, _ changes: JSONObject) throws {
        let collection = try collection(named: name)
        try changeParameters(of: collection) { try $0.merge(changes) }
        let parameters = try CollectionParameters(of: collection), configuration = collection.configuration
        if changes["optimizers_config"] != nil || changes["hnsw_config"] != nil { try collection.changeOptimizer(to: parameters.optimizer(from: configuration.optimizer)) }
        guard ["hnsw_config", "quantization_config", "vectors"].contains(where: { changes[$0] != nil }) else { return }
        for (name, vector) in parameters.vectors {
            let index = parameters.index(of: vector)
            if let old = configuration.vectors[name], old.index != index, !old.isMultivector { try collection.changeIndex(of: name, to: index) }
        }
    }

    /// Keeps other parameters with a collection, atomically against other changes of them.
    func changeParameters(of collection: VectorCollection, _ change: (inout CollectionParameters) throws -> Void) throws {
        try collection.changeDoorParameters { text in
            var parameters = try text.map { try CollectionParameters(stored: $0) } ?? CollectionParameters(describing: collection.configuration)
            try change(&parameters)
            return parameters.stored
        }
    }

    /// Removes a collection; false when there was none.
    public func deleteCollection(_ name: String) throws -> Bool {
        try reach.checkEverything()
        do {
            try database.dropCollection(name)
            return true
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    /// Whether there is a collection, or an alias, of this name.
    public func collectionExists(_ name: String) throws -> Bool {
        if reach.isLimited { try reach.check(try database.aliases().first { $0.alias == name }?.collection ?? name, spoken: name) }
        return try database.hasCollection(name)
    }

    /// The names of the collections in reach, ascending.
    public func collectionNames() throws -> [String] { try database.collectionNames().filter { reach.shows($0) } }

    /// A collection as the REST API's `result` shows it: status, counts, config, payload_schema.
    public func describeCollection(_ name: String) throws -> JSONObject {
        let collection = try collection(named: name)
        let parameters = try CollectionParameters(of: collection), info = try collection.info()
        return [
            "status": "green", "optimizer_status": "ok", "indexed_vectors_count": JSONValue(info.indexedPoints), "points_count": JSONValue(info.points),
            "segments_count": JSONValue(max(1, info.segments.count)), "config": .object(parameters.description),
            "payload_schema": .object(try payloadSchema(collection, parameters)), "update_queue": ["length": 0],
        ]
    }
}
