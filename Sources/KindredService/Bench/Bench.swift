import Foundation
public import Kindred

/// Recall against queries per second on somebody's data, one line per build and search setting.
public struct Bench: Sendable {
    private let data: BenchData

    /// Reads `base.fvecs`, `query.fvecs`, `gt.ivecs` and `meta.json` of a folder.
    ///
    /// - Throws: `FileError`.
    public init(folder: String) throws {
        data = try BenchData(folder: folder)
    }

    /// Builds each configuration and sweeps its search.
    ///
    /// - Parameters:
    ///   - threads: threads of the build; searches always use one.
    ///   - report: gets a JSON object per setting, with the keys of the peers' scripts.
    public func run(_ configurations: [BenchConfiguration], threads: Int, report: (JSONObject) -> Void) throws {
        for configuration in configurations {
            let before = ResidentMemory.bytes
            let start = ContinuousClock.now
            let index = try BenchIndex(data, configuration, threads: threads)
            let seconds = (ContinuousClock.now - start).inSeconds
            var row: JSONObject = [
                "peer": "kindred", "version": .string(KindredVersion.current), "data": .string(data.name), "n": .init(data.base.count), "build": .object(index.build),
                "threads": .init(threads), "build_s": .double(Self.rounded(seconds, 2)), "rss_mb": .init(max(0, ResidentMemory.bytes - before) / 1_000_000),
                "bytes_per_vector": .double(Self.rounded(index.bytesPerVector, 1)),
            ]
            try sweep(index, configuration, &row, report)
        }
    }

    private func sweep(_ index: BenchIndex, _ configuration: BenchConfiguration, _ row: inout JSONObject, _ report: (JSONObject) -> Void) throws {
        var recalls: [Double] = []
        var nearest: [Neighbor] = []
        for (key, value, effort) in configuration.efforts {
            let point = try BenchSweep.measure(queries: data.queries.count, truth: data.neighbors) { query in
                try index.search(query, k: BenchSweep.k, effort: effort, into: &nearest)
                return nearest.map { UInt64($0.slot) }
            }
            row["search"] = .object([key: .init(value)])
            Self.add(point, to: &row)
            report(row)
            recalls.append(point.recall)
            if BenchSweep.isOver(recalls) { break }
        }
    }

    static func add(_ point: BenchPoint, to row: inout JSONObject) {
        row["recall"] = .double(rounded(point.recall, 5))
        row["qps"] = .double(rounded(point.queriesPerSecond, 1))
        row["qps_loop"] = .double(rounded(point.queriesPerSecond, 1))
        row["p50_us"] = .double(rounded(point.p50, 1))
        row["p99_us"] = .double(rounded(point.p99, 1))
        row["mode"] = "loop"
    }

    static func rounded(_ value: Double, _ digits: Int) -> Double {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        return (value * scale).rounded() / scale
    }
}
