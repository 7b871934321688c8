extension SparseVector {
    /// Whether the indices ascend, so that none is there twice.
    var isAscending: Bool { zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 } }

    /// The same components by ascending index, as scores are added up.
    ///
    /// - Precondition: as many values as indices.
    var ascending: SparseVector {
        guard !isAscending else { return self }
        let order = indices.indices.sorted { indices[$0] < indices[$1] }
        return SparseVector(indices: order.map { indices[$0] }, values: order.map { values[$0] })
    }

    /// Throws when the vector cannot be stored or compared.
    ///
    /// - Parameter label: what the message calls it.
    func validate(_ label: @autoclosure () -> String) throws(StorageError) {
        guard indices.count == values.count else {
            throw StorageError(.invalidArgument, "\(label()) has \(indices.count) indices and \(values.count) values: as many are needed")
        }
        if let place = values.firstIndex(where: { !$0.isFinite }) {
            throw StorageError(.invalidArgument, "\(label()) has \(values[place]) at index \(indices[place]): values must be finite")
        }
        guard !isAscending else { return }
        let sorted = indices.sorted()
        if let twice = zip(sorted, sorted.dropFirst()).first(where: { $0 == $1 }) {
            throw StorageError(.invalidArgument, "\(label()) has index \(twice.0) more than once: indices must be unique")
        }
    }
}

extension VectorConfiguration {
    /// Throws when the rows are not those of a multivector of this dimension.
    ///
    /// - Parameter label: what the message calls them.
    func validate(_ rows: [[Float]], _ label: @autoclosure () -> String) throws(StorageError) {
        guard !rows.isEmpty else { throw StorageError(.invalidArgument, "\(label()) has no rows: a multivector has at least one") }
        for (number, row) in rows.enumerated() {
            guard row.count == dimension else {
                throw StorageError(.invalidArgument, "row \(number) of \(label()) has dimension \(row.count), the collection has \(dimension)")
            }
            if let place = row.firstIndex(where: { !$0.isFinite }) {
                throw StorageError(.invalidArgument, "row \(number) of \(label()) has \(row[place]) at component \(place): components must be finite")
            }
        }
    }

    /// Throws when the components are not those of a vector of this dimension.
    ///
    /// - Parameter label: what the message calls it.
    func validate(_ vector: [Float], _ label: @autoclosure () -> String) throws(StorageError) {
        guard vector.count == dimension else {
            throw StorageError(.invalidArgument, "\(label()) has dimension \(vector.count), the collection has \(dimension)")
        }
        if let place = vector.firstIndex(where: { !$0.isFinite }) {
            throw StorageError(.invalidArgument, "\(label()) has \(vector[place]) at component \(place): components must be finite")
        }
    }
}
