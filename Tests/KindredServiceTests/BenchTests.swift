import Foundation
import Testing

@testable import KindredService

@Suite struct BenchTests {
    @Test func percentilesInterpolate() {
        #expect(BenchSweep.percentile([], 0.5) == 0)
        #expect(BenchSweep.percentile([3_000], 0.99) == 3)
        #expect(BenchSweep.percentile([4_000, 1_000, 2_000, 3_000], 0.5) == 2.5)
        #expect(abs(BenchSweep.percentile((0...100).map { UInt64($0) * 1_000 }, 0.99) - 99) < 1e-9)
    }

    @Test func recallCountsTheTrueNearest() throws {
        let truth: [[Int32]] = [Array(0..<12), [7, 8, -1, -1]]
        let point = try BenchSweep.measure(queries: 2, truth: truth, repetitions: 1) { query in query == 0 ? [0, 1, 2, 3, 4, 90, 91, 92, 93, 94] : [8] }
        #expect(point.recall == Double(5 + 1) / 12)
        #expect(point.queriesPerSecond > 0 && point.p50 <= point.p99)
    }

    @Test func sweepsEnd() {
        #expect(!BenchSweep.isOver([0.9, 0.95]))
        #expect(BenchSweep.isOver([0.9, 0.996]))
        #expect(!BenchSweep.isOver([0.6, 0.7, 0.8, 0.9]))
        #expect(BenchSweep.isOver([0.6, 0.8, 0.8004, 0.8005]))
        #expect(!BenchSweep.isOver([0.1, 0.1, 0.1, 0.1]), "a sweep that has not begun to rise goes on")
    }

    @Test(arguments: ["l2", "cosine", "ip"])
    func everySubjectOnSmallData(metric: String) throws {
        let scratch = try Scratch()
        let values: [Float] = (0..<2_400).map { (index: Int) -> Float in
            let step = (index &* 7_919) % 1_009
            return Float(step) / 1_009 - 0.3
        }
        try VectorFileWriter.fvecs(values, dimension: 6, to: scratch.path("base.fvecs"))
        try VectorFileWriter.fvecs(Array(values[0..<120]), dimension: 6, to: scratch.path("query.fvecs"))
        _ = try scratch.file("meta.json", "{\"name\": \"small\", \"metric\": \"\(metric)\"}")
        _ = try scratch.file("payload.jsonl", (0..<400).map { "{\"random\": \($0 % 1_000)}\n" }.joined())
        let measure: Measure = metric == "l2" ? .euclidean : metric == "ip" ? .dot : .cosine
        let vectors: [[Float]] = (0..<400).map { Array(values[$0 * 6..<$0 * 6 + 6]) }
        func cost(_ a: [Float], _ b: [Float]) -> Float { measure.kind.cost(ofValue: measure.value(a.span, b.span)) }
        func nearest(below width: Int) -> [[Int32]] {
            (0..<20).map { (query: Int) -> [Int32] in
                let costs: [(cost: Float, row: Int32)] = (0..<width).map { row in
                    (cost(vectors[query], vectors[row]), Int32(row))
                }
                return costs.sorted { ($0.cost, $0.row) < ($1.cost, $1.row) }.prefix(10).map(\.row)
            }
        }
        try VectorFileWriter.ivecs(nearest(below: 400), to: scratch.path("gt.ivecs"))
        try VectorFileWriter.ivecs(nearest(below: 100), to: scratch.path("gt-random-100.ivecs"))
        let bench = try Bench(folder: scratch.folder.path)
        var rows: [JSONObject] = []
        try bench.run(BenchConfiguration.all, threads: 1) { rows.append($0) }
        try bench.runFiltered(threads: 1) { rows.append($0) }
        let kinds: Set<String> = ["HNSW", "flat", "kdtree", "balltree", "forest", "lsh", "ivfflat", "ivfpq", "pq", "collection"]
        #expect(Set(rows.compactMap { $0["build"]?.objectValue?["index"]?.stringValue }) == kinds)
        let keys = ["peer", "version", "data", "n", "build", "threads", "build_s", "rss_mb", "search", "recall", "qps", "qps_loop", "p50_us", "p99_us", "mode", "bytes_per_vector"]
        for row in rows { #expect(keys.allSatisfy { row[$0] != nil }, "\(row)") }
        #expect(rows.filter { $0["filter"] == "random < 100" }.contains { ($0["recall"]?.doubleValue ?? 0) > 0.99 })
        #expect(rows.filter { $0["build"]?.objectValue?["index"] == "flat" }.allSatisfy { ($0["recall"]?.doubleValue ?? 0) > 0.97 })
    }

    @Test func foldersThatAreNoBenchmark() throws {
        let scratch = try Scratch()
        expectFileError(.missing, "meta.json") { _ = try Bench(folder: scratch.folder.path) }
        _ = try scratch.file("meta.json", "{\"metric\": \"hamming\"}")
        expectFileError(.unsupported, "'hamming' is none of") { _ = try Bench(folder: scratch.folder.path) }
        _ = try scratch.file("meta.json", "[]")
        expectFileError(.malformed, "is not JSON") { _ = try Bench(folder: scratch.folder.path) }
    }
}
