import Foundation
public import Kindred

/// Recall against queries per second on somebody's data, one line per build and search setting.
public struct Bench: Sendable {
    private let data: BenchData
    private let queries: [[Float]]

    /// Reads `base.fvecs`, `query.fvecs`, `gt.ivecs` and `meta.json` of a folder.
    ///
    /// - Throws: `FileError`.
    public init(folder: String) throws {
        let data = try BenchData(folder: folder)
        self.data = data
        queries = (0..<data.queries.count).map { Array(data.queries.vector($0)) }
    }

    /// Builds each configuration and sweeps its search.
    ///
    /// - Parameters:
    ///   - threads: threads of the build; searches always use one.
    ///   - report: gets a JSON object per setting, with the keys of the peers' scripts.
    public func run(_ configurations: [BenchConfiguration], threads: Int, report: (JSONObject) -> Void) throws {
        for configuration in configurations {
            switch configuration.subject {
            case .index(let parameters):
                let rows = try BenchRows(data)
                try run(configuration, threads: threads, report) { try BenchIndex(rows, parameters, threads: threads) }
            case .dividing(let division):
                let rows = try BenchRows(data, squared: division.needsDistances)
                try run(configuration, threads: threads, report) { try BenchIndex(rows, division, threads: threads) }
            case .inverted(let parameters):
                let rows = try BenchRows(data)
                try run(configuration, threads: threads, report) { try BenchIndex(rows, parameters, threads: threads) }
            case .quantised(let bits):
                let rows = try BenchRows(data)
                try run(configuration, threads: threads, report) { try BenchIndex(rows, bits: bits, threads: threads) }
            case .collection(let m, let efConstruction):
                let (bench, row) = try collection(m, efConstruction, threads: threads)
                try sweep(configuration, row, truth: data.neighbors, report) { [queries] query, effort in
                    try bench.search(queries[query], k: BenchSweep.k, effort: effort)
                }
            }
        }
    }

    /// Searches a collection under filters of several widths: `field < width` for the fields of `payload.jsonl` whose exact neighbours lie in `gt-FIELD-WIDTH.ivecs`.
    public func runFiltered(threads: Int, report: (JSONObject) -> Void) throws {
        let filters = try BenchFilter.all(in: data.folder)
        let payloads = data.folder.appendingPathComponent("payload.jsonl").path
        let fields = Set(filters.map(\.field)).sorted()
        let (bench, row) = try collection(16, 200, threads: threads, payloads: payloads, fields: fields)
        for filter in filters {
            var row = row
            row["filter"] = .string(filter.text)
            let parsed = try Filter(parsing: filter.text)
            try sweep(BenchConfiguration(name: "collection", subject: .collection(m: 16, efConstruction: 200)), row, truth: filter.neighbors, report) { [queries] query, effort in
                try bench.search(queries[query], k: BenchSweep.k, effort: effort, filter: parsed)
            }
        }
    }

    private func run(_ configuration: BenchConfiguration, threads: Int, _ report: (JSONObject) -> Void, build: () throws -> BenchIndex) throws {
        let before = ResidentMemory.bytes
        let start = ContinuousClock.now
        let index = try build()
        let row = header(index.build, threads, start, before, index.bytesPerVector)
        var nearest: [Neighbor] = []
        try sweep(configuration, row, truth: data.neighbors, report, batch: { try index.searchAll(k: BenchSweep.k, effort: $0) }) { query, effort in
            try index.search(query, k: BenchSweep.k, effort: effort, into: &nearest)
            return nearest.map { UInt64($0.slot) }
        }
    }

    private func collection(_ m: Int, _ efConstruction: Int, threads: Int, payloads: String? = nil, fields: [String] = []) throws -> (BenchCollection, JSONObject) {
        let before = ResidentMemory.bytes
        let start = ContinuousClock.now
        let bench = try BenchCollection(data, m: m, efConstruction: efConstruction, threads: threads, payloads: payloads, fields: fields)
        let build: JSONObject = ["index": "collection", "M": .init(m), "efc": .init(efConstruction)]
        return (bench, header(build, threads, start, before, bench.bytesPerVector))
    }

    private func header(_ build: JSONObject, _ threads: Int, _ start: ContinuousClock.Instant, _ before: Int, _ bytes: Double) -> JSONObject {
        [
            "peer": "kindred", "version": .string(KindredVersion.current), "data": .string(data.name), "n": .init(data.base.count), "build": .object(build),
            "threads": .init(threads), "build_s": .double(Self.rounded((ContinuousClock.now - start).inSeconds, 2)),
            "rss_mb": .init(max(0, ResidentMemory.bytes - before) / 1_000_000), "bytes_per_vector": .double(Self.rounded(bytes, 1)),
        ]
    }

    private func sweep(
        _ configuration: BenchConfiguration, _ header: JSONObject, truth: [[Int32]], _ report: (JSONObject) -> Void,
        batch: ((SearchEffort) throws -> Void)? = nil, search: (Int, SearchEffort) throws -> [UInt64]
    ) throws {
        var recalls: [Double] = []
        var row = header
        for (key, value, effort) in configuration.efforts {
            var point = try BenchSweep.measure(queries: min(truth.count, queries.count), truth: truth) { try search($0, effort) }
            if let batch { point.batchQueriesPerSecond = try BenchSweep.batchRate(queries: queries.count) { try batch(effort) } }
            row["search"] = .object([key: .init(value)])
            for (key, value) in point.json { row[key] = value }
            report(row)
            recalls.append(point.recall)
            if BenchSweep.isOver(recalls) { break }
        }
    }

    static func rounded(_ value: Double, _ digits: Int) -> Double {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        return (value * scale).rounded() / scale
    }
}

extension BenchPoint {
    /// The keys of the peers' scripts.
    var json: [(String, JSONValue)] {
        [
            ("recall", .double(Bench.rounded(recall, 5))),
            ("qps", .double(Bench.rounded(batchQueriesPerSecond ?? queriesPerSecond, 1))), ("qps_loop", .double(Bench.rounded(queriesPerSecond, 1))),
            ("p50_us", .double(Bench.rounded(p50, 1))), ("p99_us", .double(Bench.rounded(p99, 1))),
            ("mode", batchQueriesPerSecond == nil ? "loop" : "batch"),
        ]
    }
}
