import Kindred
import KindredMath

/// An index that tuning tries, and how its searches try harder and harder.
struct TuneCandidate: Sendable {
    let configuration: IndexConfiguration
    let efforts: [Int]
    /// Whether searches read whole vectors all the time, not only those of the last few candidates.
    let readsRows: Bool

    /// As people name it, with what tells it from others of its kind.
    var name: String {
        switch configuration.kind {
        case .hnsw: "hnsw, m \(configuration.m)"
        case .ivfpq, .pq: "\(configuration.kind.rawValue), \(configuration.parts ?? 0) parts of \(configuration.bits ?? 0) bits"
        default: configuration.kind.rawValue
        }
    }

    /// A default of trees and scans is exact, and its bytes and times are what they are: nothing there to sweep.
    static func all(dimension: Int, reduction: KernelReduction) -> [TuneCandidate] {
        var candidates = [TuneCandidate(configuration: IndexConfiguration(.flat), efforts: [], readsRows: true)]
        for m in [8, 16, 32] {
            var graph = IndexConfiguration(.hnsw)
            (graph.m, graph.efConstruction) = (m, m == 32 ? 400 : 200)
            candidates.append(TuneCandidate(configuration: graph, efforts: [10, 14, 20, 28, 40, 56, 80, 112, 160, 320, 640], readsRows: reduction != .squaredL2))
        }
        candidates.append(TuneCandidate(configuration: IndexConfiguration(.ivfflat), efforts: [1, 2, 4, 8, 16, 32, 64, 128, 256], readsRows: true))
        for part in [2, 4] {
            var lists = IndexConfiguration(.ivfpq)
            (lists.parts, lists.bits) = (max(1, dimension / part), 4)
            candidates.append(TuneCandidate(configuration: lists, efforts: [1, 2, 4, 8, 16, 32, 64, 128, 256], readsRows: false))
        }
        var codes = IndexConfiguration(.pq)
        (codes.parts, codes.bits) = (max(1, dimension / 4), 8)
        candidates.append(TuneCandidate(configuration: codes, efforts: [10, 20, 50, 100, 200, 500, 1000], readsRows: false))
        candidates.append(TuneCandidate(configuration: IndexConfiguration(.lsh), efforts: [1, 4, 16, 64, 256], readsRows: true))
        // Beyond some twenty dimensions a tree reads everything.
        guard dimension <= 24 else { return candidates }
        return candidates + [.kdtree, .balltree].map { TuneCandidate(configuration: IndexConfiguration($0), efforts: [], readsRows: false) }
    }

    /// The configuration whose searches try so hard when they ask for nothing else.
    func configured(_ effort: Int?) -> IndexConfiguration {
        guard let effort else { return configuration }
        var result = configuration
        switch result.kind {
        case .hnsw: result.efSearch = effort
        case .ivfflat, .ivfpq: result.nprobe = effort
        case .lsh: result.nprobe = effort - 1
        case .pq: result.rerank = (effort + 9) / 10
        case .flat, .kdtree, .balltree, .forest: break
        }
        return result
    }

    var entry: IndexEntry {
        IndexEntry(name: name, readsRows: readsRows, efforts: efforts) { [configuration] rows, reduction, context in
            guard let index = try configuration.build(rows, reduction, context) else { return try FlatIndex(rows: rows, reduction: reduction) }
            return index
        }
    }
}
