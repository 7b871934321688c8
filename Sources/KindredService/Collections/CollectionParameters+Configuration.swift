public import Kindred

extension CollectionParameters {
    /// The collection that these parameters ask for.
    ///
    /// - Throws: `StorageError` when the vectors do not fit.
    public var configuration: CollectionConfiguration {
        var configuration = CollectionConfiguration(vectors: [:])
        for (name, vector) in vectors { configuration.vectors[name] = self.configuration(of: vector) }
        for (name, _) in sparseVectors { configuration.sparseVectors[name] = SparseVectorConfiguration() }
        configuration.optimizer = optimizer(from: configuration.optimizer)
        return configuration
    }

    /// When segments are indexed and vacuumed: as before, but for what was said.
    func optimizer(from old: OptimizerConfiguration) -> OptimizerConfiguration {
        var optimizer = old
        if let threshold = optimizers["indexing_threshold"]?.intValue { optimizer.indexingThreshold = threshold == 0 ? .max : Self.bytes(kilobytes: threshold) }
        if let share = optimizers["deleted_threshold"]?.doubleValue, share > 0 { optimizer.vacuumThreshold = share }
        // The graph's limit speaks of the same threads; 0 leaves them to us.
        let limits = [optimizers["max_optimization_threads"], hnsw["max_indexing_threads"]].compactMap { $0 }
        if !limits.isEmpty { optimizer.threads = limits.compactMap(\.intValue).filter { $0 > 0 }.min().map { Int(clamping: $0) } }
        return optimizer
    }

    private static func bytes(kilobytes: Int64) -> Int {
        let (bytes, overflows) = kilobytes.multipliedReportingOverflow(by: 1024)
        return overflows ? .max : Int(bytes)
    }

    /// One dense vector as it is stored here.
    func configuration(of vector: DenseVectorParameters) -> VectorConfiguration {
        VectorConfiguration(dimension: vector.size, measure: vector.distance.measure, index: index(of: vector), isMultivector: vector.isMultivector)
    }

    /// The index of a vector: ours, with what was said of a graph's links, of how hard to look for them, of codes, and of where they lie.
    func index(of vector: DenseVectorParameters) -> IndexConfiguration {
        func member(_ name: String) -> JSONValue? { vector.hnsw?[name] ?? hnsw[name] }
        var index = IndexConfiguration()
        // Without links there is no graph, and every vector is compared.
        if member("m")?.intValue == 0 { return IndexConfiguration(.flat) }
        if let m = member("m")?.intValue { index.m = Int(min(max(m, 2), 512)) }
        if let ef = member("ef_construct")?.intValue { index.efConstruction = Int(min(max(ef, 4), 1 << 20)) }
        index.efConstruction = max(index.efConstruction, index.m)
        index.layout = member("inline_storage")?.boolValue == true ? .inline : nil
        index.fullScanBytes = member("full_scan_threshold")?.intValue.map { Self.bytes(kilobytes: $0) }
        index.placement = Self.placement(member("memory"), isOnDisk: member("on_disk"))
        (vector.quantization ?? quantization).map { apply($0, to: &index, of: vector) }
        return index
    }

    /// Where an index lies; what is said of it by name counts more than whether it is on the disk.
    private static func placement(_ memory: JSONValue?, isOnDisk: JSONValue?) -> IndexPlacement? {
        memory?.stringValue.flatMap { IndexPlacement(rawValue: $0) } ?? (isOnDisk?.boolValue == true ? .cold : nil)
    }

    /// Lets an index have codes as somebody wants them: of 7 bits, of the fewest bits that a graph is walked over, or of parts of vectors.
    private func apply(_ quantization: JSONObject, to index: inout IndexConfiguration, of vector: DenseVectorParameters) {
        guard let (kind, given) = quantization.first(where: { _ in true }), let codes = given.objectValue else { return }
        switch kind {
        case "scalar": index.codes = .sevenBit
        case "product":
            if !vector.isMultivector, let lists = Self.productCodes(codes["compression"]?.stringValue, of: vector) { index = lists }
        default: index.codes = (Self.fewBits).contains(vector.size) ? .fourBit : .sevenBit
        }
        // A walk reads links and codes together, so they lie together: where codes shall stay in memory, all of the file does.
        if let placement = Self.placement(codes["memory"], isOnDisk: nil) ?? (codes["always_ram"]?.boolValue == true ? .pinned : nil) {
            index.placement = placement
        }
    }

    /// Components for which codes of 4 bits are made: finding the leading ones of more takes longer than it saves.
    private static let fewBits = 16...1024

    /// Lists of product codes of a given compression; nil for distances that they do not serve.
    ///
    /// A vector of *d* components has 4 *d* bytes: from `x16` on its parts have codes of 4 bits, which are compared fastest, below of 8.
    private static func productCodes(_ compression: String?, of vector: DenseVectorParameters) -> IndexConfiguration? {
        guard vector.distance != .manhattan, let factor = compression.flatMap({ Int($0.dropFirst()) }), factor > 0 else { return nil }
        var lists = IndexConfiguration(.ivfpq)
        lists.bits = factor >= 16 ? 4 : 8
        lists.parts = min(vector.size, max(1, 32 * vector.size / (factor * (lists.bits ?? 8))))
        return lists
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
