extension Database {
    /// Reads everything the database stores and reports what is not sound; empty when all is.
    ///
    /// A collection that cannot even be opened is reported as well, and the others are still read.
    ///
    /// - Complexity: O(stored bytes).
    public func verify() throws(StorageError) -> [StorageProblem] {
        var problems = try catalog.integrityProblems().map { StorageProblem(severity: .damaged, collection: "", message: "catalog.sqlite: \($0)") }
        for name in try collectionNames() {
            do throws(StorageError) {
                problems += try collection(name).verify()
            } catch {
                problems.append(StorageProblem(severity: .damaged, collection: name, message: "\(error)"))
            }
        }
        return problems
    }
}
