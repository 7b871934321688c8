extension CollectionConfiguration {
    /// In what the vectors are others than what somebody expects, in words; nil when they are as expected.
    func difference(from expected: CollectionConfiguration) -> String? {
        let names = Set(vectors.keys).union(sparseVectors.keys), others = Set(expected.vectors.keys).union(expected.sparseVectors.keys)
        guard names == others, Set(vectors.keys) == Set(expected.vectors.keys) else {
            return "vectors \(Self.list(self)), not \(Self.list(expected))"
        }
        for name in vectors.keys.sorted() {
            guard let vector = vectors[name], let other = expected.vectors[name] else { continue }
            let place = name.isEmpty ? "" : " of vector \"\(name)\""
            if vector.dimension != other.dimension { return "dimension \(vector.dimension)\(place), not \(other.dimension)" }
            if vector.isMultivector != other.isMultivector { return "\(vector.isMultivector ? "several rows" : "one row")\(place) a point" }
            if vector.versions == nil, vector.measure != other.measure { return "measure \(vector.measure)\(place), not \(other.measure)" }
        }
        return nil
    }

    private static func list(_ configuration: CollectionConfiguration) -> String {
        let dense = configuration.vectors.keys.map { "\"\($0)\"" }, sparse = configuration.sparseVectors.keys.map { "\"\($0)\" (sparse)" }
        return "[\((dense + sparse).sorted().joined(separator: ", "))]"
    }
}
