extension CollectionConfiguration {
    /// The vectors that have one row a point, which lie in files of their own.
    var denseVectors: [String: VectorConfiguration] { vectors.filter { !$0.value.isMultivector } }

    /// The names of the dense vectors in the order in which checksums list them.
    var denseNames: [String] { denseVectors.keys.sorted() }

    /// The names of the vectors that vary in length, sparse ones and multivectors, which lie in SQLite.
    var variableNames: [String] { (Array(sparseVectors.keys) + vectors.keys.filter(isVariable)).sorted() }

    /// Whether points may have vectors that vary in length.
    var hasVariableVectors: Bool { !sparseVectors.isEmpty || vectors.values.contains(where: \.isMultivector) }

    /// Whether the name is that of a sparse vector or a multivector.
    func isVariable(_ name: String) -> Bool { sparseVectors[name] != nil || vectors[name]?.isMultivector == true }

    func unknownVector(_ name: String) -> StorageError {
        let names = (Array(vectors.keys) + Array(sparseVectors.keys)).sorted().map { "\"\($0)\"" }
        return StorageError(
            .invalidArgument, "the collection has no vector named \"\(name)\"; it has \(names.isEmpty ? "none" : names.joined(separator: ", "))")
    }

    /// The dense vector of a name.
    ///
    /// - Throws: `StorageError` with code `invalidArgument` when there is none.
    func dense(_ name: String) throws(StorageError) -> VectorConfiguration {
        guard let vector = vectors[name], !vector.isMultivector else { throw wrongForm(name, wanted: "dense") }
        return vector
    }

    /// The multivector of a name.
    ///
    /// - Throws: `StorageError` with code `invalidArgument` when there is none.
    func multivector(_ name: String) throws(StorageError) -> VectorConfiguration {
        guard let vector = vectors[name], vector.isMultivector else { throw wrongForm(name, wanted: "a multivector") }
        return vector
    }

    /// Throws `StorageError` with code `invalidArgument` unless the name is that of a sparse vector.
    func checkSparse(_ name: String) throws(StorageError) {
        if sparseVectors[name] == nil { throw wrongForm(name, wanted: "sparse") }
    }

    private func wrongForm(_ name: String, wanted: String) -> StorageError {
        guard let vector = vectors[name] else {
            return sparseVectors[name] == nil ? unknownVector(name) : StorageError(.invalidArgument, "\(Self.label(name)) is sparse, not \(wanted)")
        }
        return StorageError(.invalidArgument, "\(Self.label(name)) is \(vector.isMultivector ? "a multivector" : "dense"), not \(wanted)")
    }

    /// How messages name a vector.
    static func label(_ name: String) -> String { name.isEmpty ? "the vector" : "vector \"\(name)\"" }
}
