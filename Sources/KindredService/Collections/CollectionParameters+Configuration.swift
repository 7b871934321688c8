public import Kindred

extension CollectionParameters {
    /// The collection that these parameters ask for.
    ///
    /// - Throws: `StorageError` when the vectors do not fit.
    public var configuration: CollectionConfiguration {
        var configuration = CollectionConfiguration(vectors: [:])
        for (name, vector) in vectors { configuration.vectors[name] = self.configuration(of: vector) }
        for (name, _) in sparseVectors { configuration.sparseVectors[name] = SparseVectorConfiguration() }
        if let threshold = optimizers["indexing_threshold"]?.intValue {
            let (bytes, overflows) = threshold.multipliedReportingOverflow(by: 1024)
            configuration.optimizer.indexingThreshold = threshold == 0 || overflows ? .max : Int(bytes)
        }
        if let share = optimizers["deleted_threshold"]?.doubleValue, share > 0 { configuration.optimizer.vacuumThreshold = share }
        return configuration
    }

    /// One dense vector as it is stored here.
    func configuration(of vector: DenseVectorParameters) -> VectorConfiguration {
        VectorConfiguration(dimension: vector.size, measure: vector.distance.measure, index: index(of: vector), isMultivector: vector.isMultivector)
    }

    /// The index of a vector: ours, with what was said of a graph's links and of how hard to look for them.
    func index(of vector: DenseVectorParameters) -> IndexConfiguration {
        var index = IndexConfiguration()
        let m = vector.hnsw?["m"] ?? hnsw["m"], ef = vector.hnsw?["ef_construct"] ?? hnsw["ef_construct"]
        // Without links there is no graph, and every vector is compared.
        if m?.intValue == 0 { return IndexConfiguration(.flat) }
        if let m = m?.intValue { index.m = Int(min(max(m, 2), 512)) }
        if let ef = ef?.intValue { index.efConstruction = Int(min(max(ef, 4), 1 << 20)) }
        index.efConstruction = max(index.efConstruction, index.m)
        return index
    }

    /// What would have been said to make a collection that was made in another way.
    public init(describing configuration: CollectionConfiguration) {
        for (name, vector) in configuration.vectors.sorted(by: { $0.key < $1.key }) {
            var parameters = DenseVectorParameters(size: vector.dimension, distance: VectorDistance(vector.measure))
            parameters.isMultivector = vector.isMultivector
            if vector.index.kind == .hnsw, vector.index != IndexConfiguration() {
                parameters.hnsw = ["m": JSONValue(vector.index.m), "ef_construct": JSONValue(vector.index.efConstruction)]
            }
            replace(name, dense: parameters)
        }
        for name in configuration.sparseVectors.keys.sorted() { replace(name, sparse: SparseVectorParameters()) }
    }

    /// The parameters that are kept with a collection, or those that describe it when none are.
    ///
    /// - Throws: `StorageError` when the collection cannot be read.
    public init(of collection: VectorCollection) throws {
        guard let text = try collection.doorParameters() else {
            self.init(describing: collection.configuration)
            return
        }
        try self.init(stored: text)
    }
}
