import Foundation
import Kindred

/// Recall, throughput and latencies of one way to search.
struct BenchPoint: Sendable {
    /// Mean share of the true nearest ten that were found.
    var recall: Double
    /// Queries per second of the best repetition, one after the other on one thread.
    var queriesPerSecond: Double
    /// The same with all queries given in one call on one thread; nil where there is no such call.
    var batchQueriesPerSecond: Double?
    /// Median and 99th percentile of a query, in microseconds.
    var p50: Double
    var p99: Double
}

/// The clock and the counting of the benchmark.
enum BenchSweep {
    /// The neighbours that are asked for.
    static let k = 10
    /// Recall at which a sweep ends.
    static let enough = 0.995

    /// Measures one operating point: the best of three repetitions, each over as many queries as fit into `budget` seconds, at least 50.
    static func measure(queries: Int, truth: [[Int32]], budget: Double = 4, repetitions: Int = 3, search: (Int) throws -> [UInt64]) throws -> BenchPoint {
        let warmUp = try (0..<min(20, queries)).map { try timed($0, search).nanoseconds }.reduce(0, +)
        let perQuery = Double(max(warmUp, 1)) * 1e-9 / Double(max(1, min(20, queries)))
        let count = min(queries, max(50, Int(budget / perQuery)))
        var best: [UInt64] = []
        var found: [[UInt64]] = []
        for _ in 0..<repetitions {
            found.removeAll(keepingCapacity: true)
            var times = [UInt64]()
            times.reserveCapacity(count)
            for query in 0..<count {
                let (ids, nanoseconds) = try timed(query, search)
                times.append(nanoseconds)
                found.append(ids)
            }
            if best.isEmpty || times.reduce(0, +) < best.reduce(0, +) { best = times }
        }
        return BenchPoint(
            recall: recall(found, truth), queriesPerSecond: Double(count) * 1e9 / Double(max(1, best.reduce(0, +))),
            p50: percentile(best, 0.5), p99: percentile(best, 0.99))
    }

    /// The best of some repetitions of one call that answers all queries.
    static func batchRate(queries: Int, repetitions: Int = 3, search: () throws -> Void) rethrows -> Double {
        var best = UInt64.max
        for _ in 0..<repetitions {
            let start = DispatchTime.now().uptimeNanoseconds
            try search()
            best = min(best, DispatchTime.now().uptimeNanoseconds - start)
        }
        return Double(queries) * 1e9 / Double(max(1, best))
    }

    private static func timed(_ query: Int, _ search: (Int) throws -> [UInt64]) rethrows -> (ids: [UInt64], nanoseconds: UInt64) {
        let start = DispatchTime.now().uptimeNanoseconds
        let ids = try search(query)
        return (ids, DispatchTime.now().uptimeNanoseconds - start)
    }

    /// Share of the true nearest ten among the found; filters may leave fewer than ten (`-1` fills the rest).
    private static func recall(_ found: [[UInt64]], _ truth: [[Int32]]) -> Double {
        var hits = 0
        var wanted = 0
        for (ids, row) in zip(found, truth) {
            let expected = Set(row.prefix(k).filter { $0 >= 0 }.map(UInt64.init))
            hits += ids.prefix(k).filter(expected.contains).count
            wanted += expected.count
        }
        return wanted == 0 ? 1 : Double(hits) / Double(wanted)
    }

    /// Microseconds, interpolated linearly between neighbours.
    static func percentile(_ nanoseconds: [UInt64], _ share: Double) -> Double {
        guard !nanoseconds.isEmpty else { return 0 }
        let sorted = nanoseconds.sorted()
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        let value = Double(sorted[low]) + (Double(sorted[high]) - Double(sorted[low])) * (place - Double(low))
        return value / 1000
    }

    /// A sweep ends when it is good enough, or no longer rising.
    static func isOver(_ recalls: [Double]) -> Bool {
        guard let last = recalls.last else { return false }
        return last >= enough || recalls.count > 3 && last > 0.5 && last < recalls[recalls.count - 3] + 0.001
    }
}
