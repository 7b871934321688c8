/// Hybrid similarity, p/(|A−B|+1): SIM-11. Unbounded, larger is nearer; not a metric, and a longer vector can be nearer to x than x.
///
/// S(A, A) = a² grows with the norm, and the 1 makes it depend on scale: S(tA, tB) is neither S nor t²S. It never divides by 0.
/// A zero vector has 0 with everything.
///
/// Of a dot product and norms alone, |A−B|² = a²+b²−2p cancels for near vectors; `Measure.value(_:_:)` takes the difference instead.
struct Hybrid: Formula {
    static let name = "hybrid"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Hybrid { Hybrid() }

    var summary: String { "hybrid similarity, p/(|a−b|+1)" }
    var properties: MeasureProperties { .unboundedSimilarity }
    var form: MeasureForm { MeasureForm(.identity, .dot, .hybrid, .withNorms) }
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

    static func finish(_ dot: Float, _ a: Float, _ b: Float) -> Float {
        dot / (max(a * a + b * b - 2 * dot, 0).squareRoot() + 1)
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let size = Wide.squaredEuclidean(a, b).squareRoot() + 1
        return Contributions(terms: a.indices.map { a[$0] * b[$0] / size }, rule: "sum")
    }
}
