import Dispatch
import Foundation
import Kindred

/// What one measure did on one set of vectors.
public struct MeasureFigures: Sendable, Hashable {
    /// The measure's text, as `--measure` takes it.
    public var measure: String
    /// How well neighbours share labels; nil without labels.
    public var quality: RetrievalQuality?
    /// Nanoseconds to compare two vectors that are prepared, as a search does it.
    public var nanosecondsPerPair: Double
    /// Nanoseconds to prepare one vector, done once for each.
    public var nanosecondsToPrepare: Double
}

/// The measures that are compared, and how.
struct MeasureTrial {
    private let vectors: VectorBatch
    private let labels: [Int]?

    init(_ vectors: VectorBatch, labels: [Int]?) {
        self.vectors = vectors
        self.labels = labels
    }

    /// The texts of all measures that need no training, for vectors whose largest component is this large.
    ///
    /// Scores per dimension are e^(−|x−y|/scale); the largest component is a scale at which they tell most data apart.
    static func measures(largest: Float) -> [String] {
        let scale = largest > 0 ? ":\(Double(largest))" : ""
        let parameters = ["minkowski": ["minkowski:3"], "gaussian": ["gaussian:auto"], "per-dimension": ["per-dimension:exp\(scale)", "per-dimension:exp\(scale):trimmed", "per-dimension:range"]]
        return Measure.names.filter { !["learned", "encoded", "towers"].contains($0) }.flatMap { parameters[$0] ?? [$0] }
    }

    /// The largest absolute component.
    var largest: Float { vectors.values.reduce(0) { max($0, abs($1)) } }

    /// The rows that are asked for: all of 2,000, fewer of more rows, so that pairs stay near 20 million.
    static func queries(of count: Int) -> [Int] {
        let asked = min(count, 2000, max(100, 20_000_000 / max(1, count)))
        return (0..<asked).map { $0 * count / asked }
    }

    /// - Throws: `MeasureError` when the measure cannot be fitted to these vectors.
    func figures(of text: String) throws -> MeasureFigures {
        let measure = try Measure(parsing: text).fitted(to: vectors.values.span, dimension: vectors.dimension)
        try measure.check(dimension: vectors.dimension)
        let quality = try labels.map {
            try RetrievalQuality(measure, rows: vectors.values.span, dimension: vectors.dimension, labels: $0, queries: Self.queries(of: vectors.count))
        }
        let (pair, preparation) = times(measure.form)
        return MeasureFigures(measure: text, quality: quality, nanosecondsPerPair: pair, nanosecondsToPrepare: preparation)
    }

    /// The best of five rounds over up to 64 queries and 512 rows. Few enough rows that they stay in the processor's caches: it is the measure that is timed.
    private func times(_ form: MeasureForm) -> (pair: Double, preparation: Double) {
        let given = vectors.dimension, count = min(512, vectors.count), asked = min(64, count)
        let dimension = form.preparation.preparedDimension(for: given)
        let start = DispatchTime.now().uptimeNanoseconds
        let prepared = form.preparation.prepared(vectors.values.span.extracting(0..<count * given), dimension: given)
        let preparation = Double(DispatchTime.now().uptimeNanoseconds - start) / Double(count)
        let norms = (0..<count).map { form.usesNorms ? form.norm(of: prepared.span.extracting($0 * dimension..<($0 + 1) * dimension)) : 0 }
        var best = Double.infinity, sum: Float = 0
        for _ in 0..<5 {
            let start = DispatchTime.now().uptimeNanoseconds
            for i in 0..<asked {
                let query = prepared.span.extracting(i * dimension..<(i + 1) * dimension)
                for j in 0..<count {
                    let reduced = form.reduction(query, prepared.span.extracting(j * dimension..<(j + 1) * dimension))
                    sum += form.finish(reduced, queryNorm: norms[i], rowNorm: norms[j])
                }
            }
            best = min(best, Double(DispatchTime.now().uptimeNanoseconds - start) / Double(asked * count))
        }
        // The sum is looked at, so that the optimiser may not leave the work out.
        return (sum.isNaN ? .nan : best, preparation)
    }
}
