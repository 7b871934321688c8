import Kindred

/// A way to build an index that `kindred bench` measures.
public struct BenchConfiguration: Sendable {
    /// What `--config` calls it.
    public let name: String
    /// The graph's parameters; `nil` for the exact scan.
    let parameters: HNSWParameters?

    /// The configurations in the order of the benchmark. Those of HNSW are what the peers are given.
    public static let all: [BenchConfiguration] = [
        BenchConfiguration(name: "hnsw-16", parameters: HNSWParameters(m: 16, efConstruction: 200, recallSamples: 0)),
        BenchConfiguration(name: "hnsw-32", parameters: HNSWParameters(m: 32, efConstruction: 400, recallSamples: 0)),
        BenchConfiguration(name: "flat", parameters: nil),
    ]

    /// The configurations whose name contains a text; without one, all graphs.
    ///
    /// - Throws: `StorageError.invalidArgument` with the known names.
    public static func named(_ text: String?) throws -> [BenchConfiguration] {
        guard let text else { return all.filter { $0.parameters != nil } }
        let found = all.filter { $0.name.contains(text) }
        guard !found.isEmpty else { throw StorageError(.invalidArgument, "no configuration is named \(text): known are \(all.map(\.name).joined(separator: ", "))") }
        return found
    }

    /// How the searches of a sweep try harder and harder.
    var efforts: [(key: String, value: Int, effort: SearchEffort)] {
        guard parameters != nil else { return [("scan", 0, .exact)] }
        return [10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640, 900, 1280, 1800, 2560].map { ("ef", $0, .ef($0)) }
    }
}
