import Kindred

extension QueryEngine {
    /// A vector that a query names, and the point of this collection it came from.
    struct Example {
        var vector: VectorValue
        var id: PointID?
    }

    /// The form of a named vector.
    enum Form { case dense(dimension: Int), multi(dimension: Int), sparse }

    /// The form of a vector of this collection.
    ///
    /// - Throws: `RequestError.wrongInput` when there is none of this name.
    func form(_ name: String, in configuration: CollectionConfiguration) throws -> Form {
        if let vector = configuration.vectors[name] {
            return vector.isMultivector ? .multi(dimension: vector.dimension) : .dense(dimension: vector.dimension)
        }
        guard configuration.sparseVectors[name] != nil else { throw RequestError.unknownVector(name) }
        return .sparse
    }

    /// The vectors of some inputs; those given by id are looked up in one read.
    func examples(_ inputs: [VectorInput], _ node: Prefetch) throws -> [Example] {
        let form = try form(node.vectorName, in: configuration)
        let stored = try lookedUp(inputs, node)
        return try inputs.map { input in
            switch input {
            case .vector(let value): return Example(vector: try checked(value, form))
            case .document(let text, let model): return Example(vector: try embedded(text, model: model, form))
            case .id(let id):
                guard let vector = stored[id] else { throw RequestError(.notFound, "No point with id \(id) found") }
                return Example(vector: try checked(vector, form), id: node.lookup == nil ? id : nil)
            }
        }
    }

    /// The vectors of the points that inputs name.
    private func lookedUp(_ inputs: [VectorInput], _ node: Prefetch) throws -> [PointID: VectorValue] {
        let ids = inputs.compactMap { if case .id(let id) = $0 { id } else { nil } }
        guard !ids.isEmpty else { return [:] }
        let source = try node.lookup.map { try operations.collection(named: $0.collection) } ?? collection
        let name = node.lookup?.vector ?? node.vectorName
        _ = try form(name, in: source.configuration)
        var found: [PointID: VectorValue] = [:]
        for point in try source.fetch(ids, withPayload: false) {
            guard let vector = point.values[name] else {
                throw RequestError(.wrongInput, "Vector with name \(name) for point \(point.id) not found")
            }
            found[point.id] = vector
        }
        return found
    }

    /// A vector of the form that is asked for; a plain list stands for one row of a multivector.
    private func checked(_ value: VectorValue, _ form: Form) throws -> VectorValue {
        switch (value, form) {
        case (.dense(let vector), .dense(let dimension)):
            try check(vector, dimension)
            return value
        case (.dense(let vector), .multi(let dimension)):
            try check(vector, dimension)
            return .multi([vector])
        case (.multi(let rows), .multi(let dimension)):
            guard !rows.isEmpty else { throw RequestError(.wrongInput, "a multivector of a query has no rows") }
            for row in rows { try check(row, dimension) }
            return value
        case (.sparse(let vector), .sparse):
            try vector.checkForQuery()
            return value
        case (_, .dense): throw RequestError(.wrongInput, "Conversion between sparse and regular vectors failed: the query needs a dense vector")
        case (_, .multi): throw RequestError(.wrongInput, "Conversion between sparse and regular vectors failed: the query needs a multivector")
        case (_, .sparse): throw RequestError(.wrongInput, "Conversion between sparse and regular vectors failed: the query needs a sparse vector")
        }
    }

    private func check(_ vector: [Float], _ dimension: Int) throws {
        guard vector.count == dimension else { throw RequestError.dimension(dimension, vector.count) }
        guard vector.allSatisfy(\.isFinite) else { throw RequestError(.wrongInput, "a vector of the query has a component that is not finite") }
    }

    private func embedded(_ text: String, model: String, _ form: Form) throws -> VectorValue {
        guard case .sparse = form else { throw RequestError(.wrongInput, "model \(model) makes sparse vectors, and the query compares dense ones") }
        return .sparse(try TextModel(named: model).queryVector(text))
    }
}

extension SparseVector {
    /// Refuses what cannot be a sparse vector of a query.
    func checkForQuery() throws {
        guard indices.count == values.count else {
            throw RequestError(.validation, "internal.query.values: \(indices.count) indices and \(values.count) values; must be the same length as indices")
        }
        guard Set(indices).count == indices.count else { throw RequestError(.validation, "internal.query.indices: must be unique") }
        guard values.allSatisfy(\.isFinite) else { throw RequestError(.wrongInput, "a sparse vector of the query has a value that is not finite") }
    }
}
