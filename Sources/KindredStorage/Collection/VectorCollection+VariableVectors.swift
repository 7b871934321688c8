import Foundation

extension VectorCollection {
    /// The vectors of a row that vary in length, as they were given.
    ///
    /// - Throws: `StorageError` with code `corrupt` when one is damaged.
    func variableVectors(pid: Int64, id: PointID) throws(StorageError) -> [String: VectorValue] {
        let configuration = configuration
        guard configuration.hasVariableVectors else { return [:] }
        var values: [String: VectorValue] = [:]
        for (name, bytes) in try store.variableVectors(pid: pid) where configuration.isVariable(name) {
            guard let value = VariableVectorBytes.decode(bytes, name: name, pid: pid) else { throw StorageError.damagedVector(name, id) }
            values[name] = value
        }
        return values
    }
}

extension StorageError {
    /// A vector in SQLite that is not what its commit wrote.
    static func damagedVector(_ name: String, _ id: PointID) -> StorageError {
        StorageError(.corrupt, "\(CollectionConfiguration.label(name)) of point \(id) is damaged: run `kindred repair` to drop it")
    }
}
