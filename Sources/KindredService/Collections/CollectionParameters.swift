public import Kindred

/// What the wire API says of a collection: what is stored beside its configuration and shown again.
///
/// Made from the body of a request, which may be checked without making a collection:
///
///     let parameters = try CollectionParameters(body)
///     try database.createCollection("films", parameters.configuration)
public struct CollectionParameters: Sendable, Equatable {
    /// The dense vectors by name, in the order given; the unnamed one is "".
    public private(set) var vectors: [(name: String, vector: DenseVectorParameters)] = []
    /// The sparse vectors by name, in the order given.
    public private(set) var sparseVectors: [(name: String, vector: SparseVectorParameters)] = []
    /// Limits that requests must keep, as given; nil when none were.
    public private(set) var strictMode: JSONObject?
    /// What users keep with the collection.
    public private(set) var metadata: JSONObject?
    /// The schemas of field indexes that were given as objects, by path.
    var fieldSchemas: JSONObject = [:]
    /// Shards, replicas and where payloads lie, as far as said.
    private(set) var params: JSONObject = [:]
    private(set) var hnsw: JSONObject = [:]
    private(set) var optimizers: JSONObject = [:]
    private(set) var wal: JSONObject = [:]
    private(set) var quantization: JSONObject?

    /// The dense vector of a name.
    public func vector(_ name: String) -> DenseVectorParameters? { vectors.first { $0.name == name }?.vector }

    /// The sparse vector of a name.
    public func sparseVector(_ name: String) -> SparseVectorParameters? { sparseVectors.first { $0.name == name }?.vector }

    public static func == (a: CollectionParameters, b: CollectionParameters) -> Bool { a.stored == b.stored }

    /// Reads the body of a request that makes a collection.
    ///
    /// - Throws: `RequestError`: `validation` for a value outside its range, `badRequest` for one of another kind.
    public init(_ body: JSONObject) throws {
        if let value = Body.member(body, "vectors") { vectors = try Self.vectors(value) }
        if let value = Body.member(body, "sparse_vectors") {
            sparseVectors = try Body.object(value, "sparse_vectors").map { ($0, try SparseVectorParameters($1, "sparse_vectors.?")) }
        }
        try checkNames()
        params = try (Self.creationFields + Self.paramsFields).read(.object(body), "")
        params.merge(try Self.payloadStorage(body, ""))
        try change(body)
        if let value = Body.member(body, "wal_config") { wal = try Self.walFields.read(value, "wal_config") }
    }

    /// One vector without a name, or several by name.
    private static func vectors(_ value: JSONValue) throws -> [(name: String, vector: DenseVectorParameters)] {
        let object = try Body.object(value, "vectors")
        if let size = object["size"], size.objectValue == nil { return [("", try DenseVectorParameters(value, "vectors"))] }
        return try object.map { ($0, try DenseVectorParameters($1, "vectors.?")) }
    }

    private func checkNames() throws {
        for (name, _) in sparseVectors where vector(name) != nil {
            throw RequestError(.badRequest, "Dense and sparse vectors cannot have the same name: \(name)")
        }
    }

    /// Takes over the members that requests may change later as well.
    private mutating func change(_ body: JSONObject) throws {
        if let value = Body.member(body, "hnsw_config") { hnsw.merge(try Self.hnswFields.read(value, "hnsw_config")) }
        if let value = Body.member(body, "optimizers_config") { optimizers.merge(try Self.optimizerFields.read(value, "optimizers_config")) }
        if let value = Body.member(body, "quantization_config") { quantization = try Self.quantization(value, "quantization_config") }
        if let value = Body.member(body, "strict_mode_config") {
            var merged = strictMode ?? [:]
            merged.merge(try Self.strictFields.read(value, "strict_mode_config"))
            strictMode = merged
        }
        if let value = Body.member(body, "metadata") {
            var merged = metadata ?? [:]
            let change = try Body.object(value, "metadata")
            for key in change.keys { merged[key] = Body.member(change, key) }
            metadata = merged
        }
    }

    /// Takes over the body of a request that changes a collection.
    ///
    /// Metadata merge by key, null removes one; strict mode and the other groups merge by member.
    /// - Throws: `RequestError`, having changed nothing.
    public mutating func merge(_ changes: JSONObject) throws {
        var next = self
        if let value = Body.member(changes, "vectors") {
            for (name, change) in try Body.object(value, "vectors") {
                guard let place = next.vectors.firstIndex(where: { $0.name == name }) else { throw RequestError.unknownVector(name) }
                try next.vectors[place].vector.change(change, "vectors.?")
            }
        }
        if let value = Body.member(changes, "sparse_vectors") {
            for (name, change) in try Body.object(value, "sparse_vectors") {
                guard let place = next.sparseVectors.firstIndex(where: { $0.name == name }) else { throw RequestError.unknownVector(name) }
                try next.sparseVectors[place].vector.change(change, "sparse_vectors.?")
            }
        }
        if let value = Body.member(changes, "params") {
            next.params.merge(try Self.paramsFields.read(value, "params"))
            next.params.merge(try Self.payloadStorage(try Body.object(value, "params"), "params"))
        }
        try next.change(changes)
        self = next
    }

    /// Adds a named vector, instead of any other of the name.
    mutating func replace(_ name: String, dense: DenseVectorParameters) {
        remove(name)
        vectors.append((name, dense))
    }

    /// Adds a named sparse vector, instead of any other of the name.
    mutating func replace(_ name: String, sparse: SparseVectorParameters) {
        remove(name)
        sparseVectors.append((name, sparse))
    }

    /// Takes out a named vector.
    mutating func remove(_ name: String) {
        vectors.removeAll { $0.name == name }
        sparseVectors.removeAll { $0.name == name }
    }

    /// What a request would say to make the same.
    var body: JSONObject {
        var body = JSONObject()
        body["vectors"] = vectorsJSON
        body["sparse_vectors"] = sparseVectorsJSON
        body.merge(params)
        if !hnsw.isEmpty { body["hnsw_config"] = .object(hnsw) }
        if !optimizers.isEmpty { body["optimizers_config"] = .object(optimizers) }
        if !wal.isEmpty { body["wal_config"] = .object(wal) }
        body["quantization_config"] = quantization.map { .object($0) }
        body["strict_mode_config"] = strictMode.map { .object($0) }
        body["metadata"] = metadata.map { .object($0) }
        return body
    }

    /// Reads what ``stored`` made.
    init(stored text: String) throws {
        let body = try JSONObject(parsing: text)
        try self.init(body)
        fieldSchemas = body["field_schemas"]?.objectValue ?? [:]
    }

    /// The text that is kept with a collection.
    var stored: String {
        var stored = body
        if !fieldSchemas.isEmpty { stored["field_schemas"] = .object(fieldSchemas) }
        return stored.jsonText
    }

    /// The vectors as a request gives them; nil for none.
    var vectorsJSON: JSONValue? {
        if vectors.count == 1, let only = vectors.first, only.name.isEmpty { return only.vector.json }
        guard !vectors.isEmpty else { return nil }
        return .object(JSONObject(vectors.map { ($0.name, $0.vector.json) }))
    }

    var sparseVectorsJSON: JSONValue? {
        guard !sparseVectors.isEmpty else { return nil }
        return .object(JSONObject(sparseVectors.map { ($0.name, $0.vector.json) }))
    }
}

extension RequestError {
    /// A vector that was named is not one of the collection's.
    public static func unknownVector(_ name: String) -> RequestError { RequestError(.wrongInput, "Not existing vector name error: \(name)") }
}
