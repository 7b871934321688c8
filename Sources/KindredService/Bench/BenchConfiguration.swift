import Kindred

/// A way to build an index that `kindred bench` measures.
public struct BenchConfiguration: Sendable {
    /// What is searched.
    enum Subject: Sendable {
        /// The index alone, in memory, as the peers' libraries are measured: HNSW, or the scan of all rows.
        case index(HNSWParameters?)
        /// An index that divides space, likewise.
        case dividing(BenchDivision)
        /// An inverted file; with codes, of half as many parts as dimensions.
        case inverted(IVFParameters)
        /// Product quantisation alone, of half as many parts as dimensions.
        case quantised(bits: Int)
        /// A durable collection with this many links a node.
        case collection(m: Int, efConstruction: Int)
    }

    /// What `--config` calls it.
    public let name: String
    let subject: Subject

    /// The configurations in the order of the benchmark. Those of HNSW are what the peers are given.
    public static let all: [BenchConfiguration] = [
        BenchConfiguration(name: "hnsw-16", subject: .index(HNSWParameters(m: 16, efConstruction: 200, recallSamples: 0))),
        BenchConfiguration(name: "hnsw-32", subject: .index(HNSWParameters(m: 32, efConstruction: 400, recallSamples: 0))),
        BenchConfiguration(name: "inline", subject: .index(HNSWParameters(m: 16, efConstruction: 200, layout: .inline, recallSamples: 0))),
        BenchConfiguration(name: "flat", subject: .index(nil)),
        BenchConfiguration(name: "kdtree-exact", subject: .dividing(.kdTree(leaves: false))),
        BenchConfiguration(name: "kdtree-leaves", subject: .dividing(.kdTree(leaves: true))),
        BenchConfiguration(name: "balltree-exact", subject: .dividing(.ballTree(leaves: false))),
        BenchConfiguration(name: "balltree-leaves", subject: .dividing(.ballTree(leaves: true))),
        BenchConfiguration(name: "forest-10", subject: .dividing(.forest(trees: 10))),
        BenchConfiguration(name: "forest-50", subject: .dividing(.forest(trees: 50))),
        BenchConfiguration(name: "lsh", subject: .dividing(.lsh(tables: 16))),
        BenchConfiguration(name: "ivfflat", subject: .inverted(IVFParameters(recallSamples: 0))),
        BenchConfiguration(name: "ivfpq", subject: .inverted(IVFParameters(codes: .product(m: 0, bits: 4), rerank: 4, recallSamples: 0))),
        BenchConfiguration(name: "ivfpq-16", subject: .inverted(IVFParameters(codes: .product(m: 0, bits: 4), rerank: 16, recallSamples: 0))),
        BenchConfiguration(name: "pq", subject: .quantised(bits: 4)),
        BenchConfiguration(name: "collection", subject: .collection(m: 16, efConstruction: 200)),
    ]

    /// The configurations of a name, or else those whose name contains it; without one, the graphs.
    ///
    /// - Throws: `StorageError.invalidArgument` with the known names.
    public static func named(_ text: String?) throws -> [BenchConfiguration] {
        let exact = all.filter { $0.name == text }
        let found = exact.isEmpty ? all.filter { $0.name.contains(text ?? "hnsw") } : exact
        guard !found.isEmpty else { throw StorageError(.invalidArgument, "no configuration is named \(text ?? ""): known are \(all.map(\.name).joined(separator: ", "))") }
        return found
    }

    /// How the searches of a sweep try harder and harder.
    var efforts: [(key: String, value: Int, effort: SearchEffort)] {
        if case .index(nil) = subject { return [("scan", 0, .exact)] }
        if case .dividing(let division) = subject { return division.efforts }
        if case .inverted = subject {
            return [1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512].map { ("nprobe", $0, .ef($0)) }
        }
        return [10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640, 900, 1280, 1800, 2560].map { ("ef", $0, .ef($0)) }
    }
}
