/// Cosine similarity, p/(ab): SIM-1. Range [−1, 1], larger is nearer.
///
/// What is lost is the magnitude; the formula itself normalises. 1 − cos is not a metric: for the directions 0°, 45°, 90°
/// it gives 1 > 0.29 + 0.29.
/// A zero vector has cosine 0 with everything. Rounding is clamped to [−1, 1].
struct Cosine: Formula {
    static let name = "cosine"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Cosine { Cosine() }

    var summary: String { "cosine similarity, p/(ab)" }
    var properties: MeasureProperties { .similarity(-1...1) }
    var form: MeasureForm { MeasureForm(.identity, .dot, .cosine, .withNorms) }

    /// A zero row is the one disagreement: as a chord it lies at squared distance 1 from every unit vector, not at 2, so an
    /// index that searches chords ranks it at cosine ½ until it is reranked. The dot product of unit vectors has it right.
    var otherForms: [MeasureForm] {
        [
            MeasureForm(.unit, .dot, .cosineOfUnit, .descending),
            MeasureForm(.unit, .squaredEuclidean, .cosineOfChord, .ascending),
        ]
    }

    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        let norms = Wide.norm(a) * Wide.norm(b)
        if norms.isNormal { return Self.clamped(Wide.dot(a, b) / norms) }
        let a = Wide.unit(a), b = Wide.unit(b)
        return Self.clamped(Wide.dot(a.span, b.span))
    }

    static func finish(_ dot: Float, _ a: Float, _ b: Float) -> Float {
        guard a > 0, b > 0 else { return 0 }
        let cosine = dot / a / b
        return cosine.isNaN ? 0 : clamped(cosine)
    }

    static func clamped<Scalar: FloatingPoint>(_ cosine: Scalar) -> Scalar { min(max(cosine, -1), 1) }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let u = Wide.unit(a), v = Wide.unit(b)
        return Contributions(terms: u.indices.map { u[$0] * v[$0] }, rule: "sum")
    }
}
