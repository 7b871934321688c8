extension Point {
    /// Takes over the vectors of another point; those of other names stay.
    mutating func replaceVectors(by other: Point) {
        vectors.merge(other.vectors) { $1 }
        sparseVectors.merge(other.sparseVectors) { $1 }
        multivectors.merge(other.multivectors) { $1 }
    }

    /// Loses the vectors of some names, and says whether it had any of them.
    mutating func removeVectors(_ names: [String]) -> Bool {
        let before = vectors.count + sparseVectors.count + multivectors.count
        for name in names {
            vectors[name] = nil
            sparseVectors[name] = nil
            multivectors[name] = nil
        }
        return vectors.count + sparseVectors.count + multivectors.count < before
    }
}
