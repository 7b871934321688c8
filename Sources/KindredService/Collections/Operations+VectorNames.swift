public import Kindred

extension Operations {
    /// Adds a named vector: `{"dense": {…}}` or `{"sparse": {…}}`.
    ///
    /// - Throws: `RequestError`: `validation`, `badRequest`, `conflict` when there is one of the name.
    public func createVectorName(_ collection: String, name: String, parameters: JSONObject) throws -> UInt64 {
        let collection = try self.collection(named: collection)
        if let dense = Body.member(parameters, "dense") {
            let vector = try DenseVectorParameters(dense, "dense")
            let stored = try CollectionParameters(of: collection).configuration(of: vector)
            do { try collection.addVector(name, stored) } catch { throw Self.refusal(error, name) }
            try changeParameters(of: collection) { $0.replace(name, dense: vector) }
        } else if let sparse = Body.member(parameters, "sparse") {
            let vector = try SparseVectorParameters(sparse, "sparse")
            do { try collection.addSparseVector(name) } catch { throw Self.refusal(error, name) }
            try changeParameters(of: collection) { $0.replace(name, sparse: vector) }
        } else {
            throw RequestError(.badRequest, "Format error in JSON body: expected one of dense, sparse")
        }
        return collection.lastCommit
    }

    private static func refusal(_ error: StorageError, _ name: String) -> RequestError {
        switch error.code {
        case .alreadyExists: RequestError(.conflict, "Wrong input: Vector `\(name)` already exists!")
        case .notFound: RequestError.unknownVector(name)
        default: RequestError(error)
        }
    }

    /// Removes a named vector from all points.
    public func deleteVectorName(_ collection: String, name: String) throws -> UInt64 {
        let collection = try self.collection(named: collection)
        do { try collection.removeVector(name) } catch { throw Self.refusal(error, name) }
        try changeParameters(of: collection) { $0.remove(name) }
        return collection.lastCommit
    }
}
