import ArgumentParser
import KindredService

/// Which index, and what shapes it; what is not given follows from the rows.
struct IndexOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How near vectors are found: \(IndexConfiguration.Kind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind"))
    var index: IndexConfiguration.Kind = .hnsw

    @Option(parsing: .unconditional, help: ArgumentHelp("hnsw: links of a node.", valueName: "n"))
    var m: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("hnsw: candidates looked at for each new node.", valueName: "n"))
    var efConstruction: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("hnsw: candidates a search keeps when it asks for nothing else.", valueName: "n"))
    var efSearch: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("ivfflat, ivfpq: lists.", valueName: "n"))
    var nlist: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("ivfflat, ivfpq: lists a search looks into; lsh: further buckets of each table.", valueName: "n"))
    var nprobe: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("pq, ivfpq: parts a vector is cut into.", valueName: "n"))
    var parts: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("pq, ivfpq: bits of a part's code, 4 or 8; lsh: hashes that make a bucket.", valueName: "n"))
    var bits: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("pq, ivfpq: candidates for each result that are compared again with their vectors.", valueName: "n"))
    var rerank: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("forest: trees.", valueName: "n"))
    var trees: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("lsh: tables.", valueName: "n"))
    var tables: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("kdtree, balltree, forest: vectors of a leaf.", valueName: "n"))
    var leafSize: Int?

    @Option(help: ArgumentHelp("Seed of all draws.", valueName: "n"))
    var seed: UInt64?

    /// The options that belong to some kinds only.
    private var given: [(name: String, isGiven: Bool, kinds: [IndexConfiguration.Kind])] {
        [
            ("--m", m != nil, [.hnsw]), ("--ef-construction", efConstruction != nil, [.hnsw]), ("--ef-search", efSearch != nil, [.hnsw]),
            ("--nlist", nlist != nil, [.ivfflat, .ivfpq]), ("--nprobe", nprobe != nil, [.ivfflat, .ivfpq, .lsh]),
            ("--parts", parts != nil, [.pq, .ivfpq]), ("--bits", bits != nil, [.pq, .ivfpq, .lsh]), ("--rerank", rerank != nil, [.pq, .ivfpq]),
            ("--trees", trees != nil, [.forest]), ("--tables", tables != nil, [.lsh]), ("--leaf-size", leafSize != nil, [.kdtree, .balltree, .forest]),
        ]
    }

    func validate() throws {
        for option in given where option.isGiven && !option.kinds.contains(index) {
            throw ValidationError("\(option.name) shapes \(option.kinds.map(\.rawValue).joined(separator: ", ")), not \(index.rawValue).")
        }
    }

    /// The index that was asked for.
    var configuration: IndexConfiguration {
        var configuration = IndexConfiguration(index)
        if let m { configuration.m = m }
        if let efConstruction { configuration.efConstruction = efConstruction }
        if let efSearch { configuration.efSearch = efSearch }
        if let seed { configuration.seed = seed }
        (configuration.nlist, configuration.nprobe) = (nlist, nprobe)
        (configuration.parts, configuration.bits, configuration.rerank) = (parts, bits, rerank)
        (configuration.trees, configuration.tables, configuration.leafSize) = (trees, tables, leafSize)
        return configuration
    }
}
