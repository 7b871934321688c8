extension Point {
    /// A point with vectors of any form.
    public init(id: PointID, values: [String: VectorValue], payload: Payload = [:]) {
        self.init(id: id, vectors: [:], payload: payload)
        self.values = values
    }

    /// All vectors by name, whatever their form.
    public var values: [String: VectorValue] {
        get { Dictionary(forms: vectors, sparseVectors, multivectors) }
        set {
            (vectors, sparseVectors, multivectors) = ([:], [:], [:])
            for (name, value) in newValue { set(value, name) }
        }
    }

    /// Gives the point a vector of some form.
    mutating func set(_ value: VectorValue, _ name: String) {
        switch value {
        case .dense(let vector): vectors[name] = vector
        case .sparse(let vector): sparseVectors[name] = vector
        case .multi(let rows): multivectors[name] = rows
        }
    }
}

extension SearchHit {
    /// All vectors by name, whatever their form, when the search asked for them.
    public var values: [String: VectorValue]? {
        vectors.map { Dictionary(forms: $0, sparseVectors ?? [:], multivectors ?? [:]) }
    }
}

extension [String: VectorValue] {
    fileprivate init(forms dense: [String: [Float]], _ sparse: [String: SparseVector], _ multi: [String: [[Float]]]) {
        self = dense.mapValues { .dense($0) }
        for (name, vector) in sparse { self[name] = .sparse(vector) }
        for (name, rows) in multi { self[name] = .multi(rows) }
    }
}
