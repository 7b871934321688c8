import Kindred
import KindredMath

/// How a kind of index fares beside the scan as dimensions grow: on normal vectors, which have no structure to lean on.
enum DimensionTrial {
    /// One dimension.
    struct Outcome: Sendable, Hashable {
        var dimension: Int
        /// The index's median time of a query over the scan's.
        var ratio: Double
    }

    static let dimensions = [2, 8, 32, 128]
    private static let rows = 4000

    static func outcomes(of entry: IndexEntry, threads: Int) throws -> [Outcome] {
        try dimensions.map { dimension in
            var random = SeededRandom(seed: UInt64(dimension))
            let values = (0..<rows * dimension).map { _ in Float(random.normal()) }
            guard let form = Measure.euclidean.normalizedEquivalent else { return Outcome(dimension: dimension, ratio: .nan) }
            let trial = try IndexTrial(values.span, dimension: dimension, form: form, budget: 0.5)
            let flat = IndexEntry(name: "flat") { rows, reduction, _ in try FlatIndex(rows: rows, reduction: reduction) }
            let mine = try trial.median(of: entry, threads: threads), scan = try trial.median(of: flat, threads: threads)
            return Outcome(dimension: dimension, ratio: mine / max(scan, 1e-3))
        }
    }
}

extension IndexTrial {
    /// The median time of a query in microseconds.
    func median(of entry: IndexEntry, threads: Int) throws -> Double {
        BenchSweep.percentile(try timed(try entry.build(rows, reduction, BuildContext(threads: threads)), .default, k: 10).times, 0.5)
    }
}
