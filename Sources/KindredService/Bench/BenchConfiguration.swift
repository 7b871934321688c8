import Kindred

/// A way to build an index that `kindred bench` measures.
public struct BenchConfiguration: Sendable {
    /// What is searched.
    enum Subject: Sendable {
        /// The index alone, in memory, as the peers' libraries are measured.
        case index(HNSWParameters?)
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
        BenchConfiguration(name: "collection", subject: .collection(m: 16, efConstruction: 200)),
    ]

    /// The configurations whose name contains a text; without one, the graphs.
    ///
    /// - Throws: `StorageError.invalidArgument` with the known names.
    public static func named(_ text: String?) throws -> [BenchConfiguration] {
        let found = all.filter { $0.name.contains(text ?? "hnsw") }
        guard !found.isEmpty else { throw StorageError(.invalidArgument, "no configuration is named \(text ?? ""): known are \(all.map(\.name).joined(separator: ", "))") }
        return found
    }

    /// How the searches of a sweep try harder and harder.
    var efforts: [(key: String, value: Int, effort: SearchEffort)] {
        if case .index(nil) = subject { return [("scan", 0, .exact)] }
        return [10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640, 900, 1280, 1800, 2560].map { ("ef", $0, .ef($0)) }
    }
}
