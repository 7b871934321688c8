import Foundation

/// Angular (spherical) distance, θ = arccos cos: SIM-2. Range [0, π]; as a similarity 1 − θ/π.
///
/// A metric on the sphere, that is between directions: vectors on one ray have distance 0. A zero vector lies at π/2 of everything.
/// arccos loses half the digits near 0 (1e-4 in Float32), so the angle is taken from the chord, 2 asin(|u−v|/2), for cos > 0.99
/// and, in the measure's own form, from the chord throughout.
struct Angular: Formula {
    static let name = "angular"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Angular { Angular() }

    var summary: String { "angular distance, arccos(p/(ab))" }
    var properties: MeasureProperties { .distance(metric: true, upTo: .pi) }
    var form: MeasureForm { MeasureForm(.unit, .squaredEuclidean, .angleOfChord, .ascending) }

    /// Without a second copy of the rows: right to 3e-4 for nearly equal directions, so rerank with `Measure.value(_:_:)`.
    var otherForms: [MeasureForm] {
        [
            MeasureForm(.unit, .dot, .angleOfDot, .descending),
            MeasureForm(.identity, .dot, .angleOfDot, .withNorms),
        ]
    }

    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }
    func similarity(ofValue value: Double) -> Double { 1 - value / .pi }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        let cosine = Cosine().value(a, b)
        guard cosine > 0.99 else { return acos(cosine) }
        let u = Wide.unit(a), v = Wide.unit(b)
        return 2 * asin(min(Wide.squaredEuclidean(u.span, v.span).squareRoot() / 2, 1))
    }

    static func finish(dot: Float, _ a: Float, _ b: Float) -> Float {
        acos(Cosine.finish(dot, a, b))
    }

    /// Of the squared chord r: the sine of half the angle is √r/2.
    static func finish(chord: Float, _ a: Float, _ b: Float) -> Float {
        guard a > 0, b > 0 else { return .pi / 2 }
        let chord = min(max(chord, 0), 4)
        return 2 * asin(chord.squareRoot() / 2)
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let u = Wide.unit(a), v = Wide.unit(b)
        return Contributions(terms: u.indices.map { u[$0] * v[$0] }, rule: "arc cosine of the sum")
    }
}
