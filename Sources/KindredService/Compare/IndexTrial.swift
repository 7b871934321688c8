import Dispatch
import Foundation
import Kindred
import KindredMath

/// Vectors divided into rows to search and queries to search for, with the exact answers.
struct IndexTrial: Sendable {
    let rows: VectorRows
    private let values: [Float]
    private let queries: [Float]
    private let dimension: Int
    let reduction: KernelReduction
    /// For every query the costs of the exact nearest, ascending, at most a hundred.
    private let costs: [[Float]]
    private let budget: Double

    /// Queries at most; a fifth of the vectors at most.
    static let queriesMax = 1000

    /// - Parameters:
    ///   - form: how two rows are compared; its order is its reduction's own.
    ///   - vectors: as they were given.
    ///   - budget: seconds that one setting may be searched for, about.
    init(_ vectors: Span<Float>, dimension given: Int, form: MeasureForm, budget: Double = 2) throws {
        guard let reduction = form.reduction.kernel else { throw StorageError(.invalidArgument, "no index serves \(form.reduction)") }
        let dimension = form.preparation.preparedDimension(for: given), all = form.preparation.prepared(vectors, dimension: given, as: .row)
        let count = all.count / dimension, asked = min(Self.queriesMax, max(1, count / 5))
        // Every count/asked-th vector is taken out as a query, so that neither order nor groups in the file favour anybody.
        let held = Set((0..<asked).map { $0 * count / asked })
        var values: [Float] = [], queries: [Float] = []
        for row in 0..<count {
            let vector = all[row * dimension..<(row + 1) * dimension]
            if held.contains(row) { queries += vector } else { values += vector }
        }
        (self.values, self.queries, self.dimension, self.reduction, self.budget) = (values, queries, dimension, reduction, budget)
        rows = try VectorRows(copying: values, dimension: dimension)
        let flat = try FlatIndex(rows: rows, reduction: reduction)
        let sign: Float = form.order == .descending ? -1 : 1
        costs = try (0..<asked).map { query in
            try flat.search(queries.span.extracting(query * dimension..<(query + 1) * dimension), k: 100).map { $0.value * sign }
        }
        self.sign = sign
    }

    private let sign: Float

    /// Vectors that are searched.
    var count: Int { rows.count }

    /// Builds an index and measures its searches.
    ///
    /// - Parameter measuresGrowth: whether smaller parts of the rows are indexed as well, which takes as long again.
    func figures(of entry: IndexEntry, threads: Int, measuresGrowth: Bool = true) throws -> IndexFigures {
        let start = ContinuousClock.now
        let index = try entry.build(rows, reduction, BuildContext(threads: threads))
        let seconds = (ContinuousClock.now - start).inSeconds
        let bytes = Double(index.byteCount) / Double(count) + (entry.readsRows ? Double(rows.stride) : 0)
        let standard = try setting(index, nil)
        var sweep: [IndexFigures.Setting] = []
        for effort in entry.efforts {
            sweep.append(try setting(index, effort))
            if sweep.last?.recallAt10 ?? 0 >= 0.9999 { break }
        }
        return IndexFigures(
            name: entry.name, buildSeconds: seconds, bytesPerVector: bytes, standard: standard, recallAt1: try recall(index, k: 1),
            recallAt100: try recall(index, k: 100), evaluations: entry.evaluations?(count), growth: measuresGrowth ? try growth(of: entry, threads: threads) : nil, sweep: sweep)
    }

    /// The least-squares slope of log time over log count, on an eighth, a quarter, half and all of the rows.
    private func growth(of entry: IndexEntry, threads: Int) throws -> Double? {
        guard count >= 800 else { return nil }
        let points = try [8, 4, 2, 1].map { part -> (x: Double, y: Double) in
            let chosen = stride(from: 0, to: count, by: part)
            let part = try VectorRows(copying: chosen.flatMap { values[$0 * dimension..<($0 + 1) * dimension] }, dimension: dimension)
            let index = try entry.build(part, reduction, BuildContext(threads: threads))
            let times = try timed(index, .default, k: 10).times
            return (log(Double(part.count)), log(max(BenchSweep.percentile(times, 0.5), 1e-3)))
        }
        return Self.slope(points)
    }

    static func slope(_ points: [(x: Double, y: Double)]) -> Double {
        let n = Double(points.count), mx = points.reduce(0) { $0 + $1.x } / n, my = points.reduce(0) { $0 + $1.y } / n
        let over = points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) }, under = points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
        return under > 0 ? over / under : 0
    }

    private func setting(_ index: any VectorIndex, _ effort: Int?) throws -> IndexFigures.Setting {
        let (found, times) = try timed(index, effort.map { .ef($0) } ?? .default, k: 10)
        let total = Double(max(1, times.reduce(0, +)))
        return IndexFigures.Setting(
            effort: effort, recallAt10: recall(found, k: 10), queriesPerSecond: Double(times.count) * 1e9 / total,
            p50: BenchSweep.percentile(times, 0.5), p99: BenchSweep.percentile(times, 0.99))
    }

    private func recall(_ index: any VectorIndex, k: Int) throws -> Double {
        recall(try asked.map { try index.search(queries.span.extracting(place($0)), k: k).map(\.slot) }, k: k)
    }

    private var asked: Range<Int> { 0..<costs.count }

    /// Where the components of a query, or of a row, stand.
    private func place(_ number: Int) -> Range<Int> { number * dimension..<(number + 1) * dimension }

    /// The nearest of each query, and the times of the best of three rounds; the rounds are cut to the budget.
    func timed(_ index: any VectorIndex, _ effort: SearchEffort, k: Int) throws -> (found: [[UInt32]], times: [UInt64]) {
        var nearest: [Neighbor] = [], found: [[UInt32]] = [], best: [UInt64] = []
        let deadline = ContinuousClock.now + .seconds(budget)
        for round in 0..<3 where round == 0 || ContinuousClock.now < deadline {
            var times: [UInt64] = []
            for number in asked {
                let bytes = unsafe queries.span.extracting(place(number)).bytes
                let start = DispatchTime.now().uptimeNanoseconds
                try index.search(bytes, k: k, effort: effort, admitting: nil, into: &nearest)
                times.append(DispatchTime.now().uptimeNanoseconds - start)
                if round == 0 { found.append(nearest.map(\.slot)) }
            }
            if best.isEmpty || times.reduce(0, +) < best.reduce(0, +) { best = times }
        }
        return (found, best)
    }

    /// The share of found rows that are as near as the exact k-th, up to a millionth. Their distances are computed anew: an index of codes only estimates them.
    private func recall(_ found: [[UInt32]], k: Int) -> Double {
        var hits = 0, wanted = 0
        for (number, slots) in found.enumerated() {
            let exact = costs[number].prefix(k)
            guard let last = exact.last else { continue }
            let limit = last + abs(last) * 2e-6
            wanted += exact.count
            hits += min(exact.count, Set(slots.prefix(k)).count { cost(number, $0) <= limit })
        }
        return wanted == 0 ? 1 : Double(hits) / Double(wanted)
    }

    private func cost(_ number: Int, _ slot: UInt32) -> Float {
        let row = values.span.extracting(place(Int(slot)))
        return sign * Kernels.active.reduce(reduction, queries.span.extracting(place(number)), row)
    }
}
