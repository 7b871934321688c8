public import Kindred

extension Operations {
    /// Every collection with its figures, by name; one that cannot be read says why under `problem`.
    ///
    /// `{"name", "status", "points", "indexed", "segments", "disk_bytes", "memory_bytes", "vectors": {name: {"dimension", "measure", "index"}}, "segment_list"}`.
    public func overview() throws -> [JSONObject] {
        try collectionNames().compactMap { name -> JSONObject? in
            do throws(StorageError) {
                return try database.collection(name).info().overview
            } catch {
                // One that is not there was removed meanwhile.
                guard error.code != .notFound else { return nil }
                return ["name": .string(name), "status": "red", "problem": .string(error.message)]
            }
        }
    }

    /// The measures of a collection's vector with what was found of each when it was learned, the oldest first.
    ///
    /// `{"version", "measure", "serving", "previous", "original", "symmetric", "created", "evaluation": null | {"metric", "before", "after", "interval"}}`.
    ///
    /// - Throws: `RequestError`.
    public func measureOverview(_ name: String, using vector: String) throws -> [JSONObject] {
        let collection = try collection(named: name)
        _ = try denseVector(vector, of: collection)
        return try collection.measures(of: vector).map(\.overview)
    }

    /// Makes a measure serve by a body with `version` and `vector`; returns the version.
    ///
    /// - Throws: `RequestError`, `StorageError`.
    public func promote(_ name: String, _ body: JSONObject) throws -> Int {
        let collection = try collection(named: name), members = try RequestBody(body, known: ["vector", "version"])
        let vector = try members.string("vector") ?? ""
        _ = try denseVector(vector, of: collection)
        guard let version = try members.int("version", 1...Int(Int32.max)) else { throw RequestError(.badRequest, "missing field `version`") }
        guard let found = try collection.measures(of: vector).first(where: { $0.number == version }) else {
            throw RequestError(.notFound, "there is no measure \(version) of vector \"\(vector)\"")
        }
        if !found.isServing { try promote(collection.name, measure: version) }
        return version
    }

    /// Makes the measure serve that served before, by a body with `vector`; returns its version.
    ///
    /// - Throws: `RequestError`, `StorageError`.
    public func rollback(_ name: String, _ body: JSONObject) throws -> Int {
        let collection = try collection(named: name), members = try RequestBody(body, known: ["vector"])
        let vector = try members.string("vector") ?? ""
        _ = try denseVector(vector, of: collection)
        return try rollback(collection.name, using: vector)
    }

    /// The recall@10 of a collection's searches, measured on its own points: `{"recall": {"mean", "lower", "upper"}, "samples"}`.
    ///
    /// - Throws: `RequestError`, `StorageError`.
    public func recallOverview(_ name: String, using vector: String, samples: Int) throws -> JSONObject {
        let collection = try collection(named: name)
        _ = try denseVector(vector, of: collection)
        let measured = try recall(collection.name, using: vector, samples: samples)
        let recall: JSONObject = ["mean": .double(measured.recall), "lower": .double(measured.interval.lowerBound), "upper": .double(measured.interval.upperBound)]
        return ["recall": .object(recall), "samples": .init(measured.queries)]
    }
}

extension CollectionInfo {
    fileprivate var overview: JSONObject {
        var object: JSONObject = [
            "name": .string(name), "status": optimizerProblem == nil ? "green" : "red", "points": .init(points), "indexed": .init(indexedPoints),
            "segments": .init(segments.count), "disk_bytes": .init(diskBytes), "memory_bytes": .init(memoryBytes),
        ]
        if let optimizerProblem { object["problem"] = .string(optimizerProblem) }
        var vectors: JSONObject = [:]
        for (name, vector) in configuration.vectors.sorted(by: { $0.key < $1.key }) {
            let index = vector.isMultivector ? "scan" : vector.index.kind.rawValue
            vectors[name] = ["dimension": .init(vector.dimension), "measure": .string(vector.measure.description), "index": .string(index)]
        }
        for name in configuration.sparseVectors.keys.sorted() { vectors[name] = ["dimension": .null, "measure": "dot", "index": "sparse"] }
        object["vectors"] = .object(vectors)
        object["segment_list"] = .array(segments.map { .object($0.overview) })
        return object
    }
}

extension CollectionInfo.Segment {
    fileprivate var overview: JSONObject {
        [
            "id": .int(id), "sealed": .bool(isSealed), "points": .init(points), "indexed": .array(indexed.map { .string($0) }),
            "disk_bytes": .init(diskBytes),
        ]
    }
}

extension MeasureVersion {
    fileprivate var overview: JSONObject {
        [
            "version": .init(number), "measure": .string(measure.description), "serving": .bool(isServing), "previous": .bool(isPrevious),
            "original": .bool(isOriginal), "symmetric": .bool(measure.isSymmetric), "created": .string("\(created)"), "evaluation": evaluation,
        ]
    }

    private var evaluation: JSONValue {
        guard let figure = note["figure"], let before = note["before"], let after = note["after"], let gain = note["gain"] else { return .null }
        return ["metric": figure, "before": before, "after": after, "interval": gain]
    }
}
