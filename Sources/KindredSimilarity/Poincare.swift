import Foundation

/// Poincaré distance, arcosh(1 + 2|A−B|²/((1−a²)(1−b²))): SIM-8. Range [0, ∞), a metric in the open unit ball; as a similarity 1/(1+d).
///
/// Nickel, Kiela, "Poincaré Embeddings for Learning Hierarchical Representations", NeurIPS 2017. Departure: evaluated as
/// 2 asinh(|A−B|/√((1−a²)(1−b²))), the same number, because arcosh(1+x) has no digits left for x < 1e-8 in Float32.
///
/// Norms must be below 1. A vector of norm 1 − 1e-5 or more is moved to norm 1 − 1e-5; `poincare:strict` refuses norms ≥ 1 when
/// vectors enter. The zero vector is the centre and needs no rule.
struct Poincare: Formula {
    static let name = "poincare"
    var isStrict = false

    /// The largest norm a prepared vector has.
    static let rim = 1 - 1e-5

    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Poincare {
        Poincare(isStrict: options.word(of: ["strict"]) != nil)
    }

    var options: String { isStrict ? "strict" : "" }
    var summary: String { "Poincaré distance, arcosh(1 + 2|a−b|²/((1−|a|²)(1−|b|²)))" }
    var properties: MeasureProperties { .distance(metric: true) }
    var form: MeasureForm { MeasureForm(.ball, .squaredEuclidean, .poincare, .withNorms) }
    var candidateMeasure: Measure? { .euclidean }
    func service(by index: IndexKind) -> IndexService { .asExperiment(index, under: candidateMeasure) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        let a = Self.projected(a), b = Self.projected(b)
        let d = Wide.squaredEuclidean(a.span, b.span).squareRoot()
        return 2 * asinh(d / (Self.conformal(a.span) * Self.conformal(b.span)).squareRoot())
    }

    /// Near the rim 1 − a² of rounded components is not what it was: those pairs are computed in Float64.
    func value(_ a: Span<Float>, _ b: Span<Float>) -> Float {
        guard Preparation.squaredNorm(a) < 0.99, Preparation.squaredNorm(b) < 0.99 else { return wideValue(a, b) }
        return form.trustedValue(a, b) ?? wideValue(a, b)
    }

    static func finish(_ squared: Float, _ a: Float, _ b: Float) -> Float {
        2 * asinh((max(squared, 0) / a / b).squareRoot())
    }

    func validate(_ vector: Span<Float>) throws(MeasureError) {
        let norm = Preparation.norm(vector)
        guard isStrict, norm >= 1 else { return }
        throw MeasureError(.outsideBall, "a vector of norm \(norm) is outside the open unit ball of poincare:strict")
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let a = Self.projected(a), b = Self.projected(b)
        let scale = 2 / (Self.conformal(a.span) * Self.conformal(b.span))
        let terms = a.indices.map { scale * (a[$0] - b[$0]) * (a[$0] - b[$0]) }
        return Contributions(terms: terms, rule: "arcosh of 1 + the sum")
    }
}

extension Poincare {
    static func projected(_ a: Span<Double>) -> [Double] {
        let norm = Wide.norm(a)
        guard norm >= rim else { return a.indices.map { a[$0] } }
        return Wide.unit(a).map { $0 * rim }
    }

    static func project(_ vector: Span<Float>, into prepared: inout MutableSpan<Float>) {
        let norm = Preparation.norm(vector)
        guard norm >= rim else { return Preparation.copy(vector, into: &prepared) }
        Preparation.scale(vector, less: 0, by: rim / norm, into: &prepared)
    }

    /// 1 − a², at least what it is on the rim.
    static func conformal(_ a: Span<Double>) -> Double { max(1 - Wide.dot(a, a), 1 - rim * rim) }

    static func conformal(_ a: Span<Float>) -> Float { Float(max(1 - Preparation.squaredNorm(a), 1 - rim * rim)) }
}
