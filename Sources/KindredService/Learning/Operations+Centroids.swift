public import Kindred

extension Operations {
    /// Makes a collection of the classes' centroids under the measure that serves: the mean of a class's encodings, in their components.
    ///
    /// Its points are numbered from 0 and carry the class in `label` and how many points it has in `count`. Under a learned measure a
    /// query has to be encoded first: see ``EncoderFile``.
    ///
    /// - Returns: how many classes there are.
    /// - Throws: `StorageError`: `notFound`, `alreadyExists`, `invalidArgument`.
    public func centroids(of name: String, label: PayloadPath, using vector: String = "", into target: String) throws -> Int {
        let collection = try database.collection(name)
        guard let measure = collection.configuration.vectors[vector]?.measure else {
            throw StorageError(.invalidArgument, "collection \(name) has no vector named \"\(vector)\"")
        }
        let labelled = try LabelledRows(collection, label: label, using: vector)
        let preparation = measure.normalizedEquivalent?.preparation ?? measure.preparation
        let encoded = preparation.prepared(labelled.rows.elements.span, dimension: labelled.rows.columns)
        let width = preparation.preparedDimension(for: labelled.rows.columns)
        var sums = [[Double]](repeating: [Double](repeating: 0, count: width), count: labelled.classes.count), counts = [Int](repeating: 0, count: labelled.classes.count)
        for (row, label) in labelled.labels.enumerated() {
            counts[label] += 1
            for i in 0..<width { sums[label][i] += Double(encoded[row * width + i]) }
        }
        let points = labelled.classes.indices.map { number in
            Point(
                id: .number(UInt64(number)), vector: sums[number].map { Float($0 / Double(counts[number])) },
                payload: ["label": .string(labelled.classes[number]), "count": .init(counts[number])])
        }
        try create(CreateRequest(name: target, configuration: CollectionConfiguration(dimension: width, measure: measure.kind == .similarity ? .cosine : .euclidean)))
        try database.collection(target).upsert(points)
        return points.count
    }
}
