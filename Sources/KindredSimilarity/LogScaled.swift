import Foundation

/// Log-scaled similarity, p/log(1+ab): SIM-10. Unbounded, larger is nearer; not a metric, and a longer vector can be nearer to x than x.
///
/// Grows like ab·cos/log(ab): damped, not bounded. As ab → 0 its limit is the cosine, which it is for ab < 1e-12; a zero vector has 0
/// with everything.
struct LogScaled: Formula {
    static let name = "log-scaled"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> LogScaled { LogScaled() }

    var summary: String { "log-scaled similarity, p/log(1+ab)" }
    var properties: MeasureProperties { .unboundedSimilarity }
    var form: MeasureForm { MeasureForm(.identity, .dot, .logScaled, .withNorms) }
    var candidateMeasure: Measure? { .dot }
    func service(by index: IndexKind) -> IndexService { .asExperiment(index, under: candidateMeasure) }

    static let small = 1e-12

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        let norms = Wide.norm(a) * Wide.norm(b)
        return norms < Self.small ? Cosine().value(a, b) : Wide.dot(a, b) / log1p(norms)
    }

    static func finish(_ dot: Float, _ a: Float, _ b: Float) -> Float {
        let norms = a * b
        return norms < Float(small) ? Cosine.finish(dot, a, b) : dot / log1p(norms)
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let norms = Wide.norm(a) * Wide.norm(b)
        guard norms >= Self.small else { return Cosine().contributions(a, b) }
        return Contributions(terms: a.indices.map { a[$0] * b[$0] / log1p(norms) }, rule: "sum")
    }
}
