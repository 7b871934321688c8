/// Hybrid similarity, p/(|A−B|+1): SIM-11. Unbounded, larger is nearer; not a metric, and a longer vector can be nearer to x than x.
///
/// S(A, A) = a² grows with the norm, and the 1 makes it depend on scale: S(tA, tB) is neither S nor t²S. It never divides by 0.
/// A zero vector has 0 with everything.
///
/// An index reduces to r = |A−B|² and finishes with p = (a²+b²−r)/2, because the other way round, |A−B|² = a²+b²−2p, near vectors
/// cancel. Where one norm is a thousand times the other p has lost three digits; `Measure.value(_:_:)` computes both.
struct Hybrid: Formula {
    static let name = "hybrid"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Hybrid { Hybrid() }

    var summary: String { "hybrid similarity, p/(|a−b|+1)" }
    var properties: MeasureProperties { .unboundedSimilarity }
    var form: MeasureForm { MeasureForm(.identity, .squaredEuclidean, .hybrid, .withNorms) }
    var candidateMeasure: Measure? { .euclidean }
    func service(by index: IndexKind) -> IndexService { .asExperiment(index, under: candidateMeasure) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        Wide.dot(a, b) / (Wide.squaredEuclidean(a, b).squareRoot() + 1)
    }

    func value(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        let dot = Reduction.dot(a, b), squared = Reduction.squaredEuclidean(a, b)
        guard dot.isFinite, squared.isFinite else { return wideValue(a, b) }
        return dot / (squared.squareRoot() + 1)
    }

    static func finish(_ squared: Float, _ a: Float, _ b: Float) -> Float {
        guard a > 0, b > 0 else { return 0 }
        let squares = Double(a) * Double(a) + Double(b) * Double(b)
        return Float((squares - Double(squared)) / 2) / (max(squared, 0).squareRoot() + 1)
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let size = Wide.squaredEuclidean(a, b).squareRoot() + 1
        return Contributions(terms: a.indices.map { a[$0] * b[$0] / size }, rule: "sum")
    }
}
