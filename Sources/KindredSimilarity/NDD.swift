/// NDD, "normalised dot distance", p/√((a²+b²)/2): SIM-9. A similarity, unbounded, larger is nearer.
///
/// Despite its name it is no distance, it is not bounded by 1, and it is no metric: S(A, A) = a. It equals cos · √2·ab/√(a²+b²). Against
/// B = tA it is a·√2·t/√(1+t²): the advantage of a long vector does not vanish (cosine), nor grow without bound (dot); it saturates at
/// √2·a. On unit vectors it is the cosine. A zero vector has 0 with everything.
struct NDD: Formula {
    static let name = "ndd"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> NDD { NDD() }

    var summary: String { "NDD, p/√((a²+b²)/2)" }
    var properties: MeasureProperties { .unboundedSimilarity }
    var form: MeasureForm { MeasureForm(.identity, .dot, .ndd, .withNorms) }
    var candidateMeasure: Measure? { .cosine }
    func service(by index: IndexKind) -> IndexService { .asExperiment(index, under: candidateMeasure) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        let size = Self.size(a, b)
        return size > 0 ? Wide.dot(a, b) / size : 0
    }

    private static func size(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        ((Wide.dot(a, a) + Wide.dot(b, b)) / 2).squareRoot()
    }

    /// The root of the mean square by way of the larger norm, so that no square overflows.
    static func finish(_ dot: Float, _ a: Float, _ b: Float) -> Float {
        let large = max(a, b)
        guard large > 0 else { return 0 }
        let ratio = min(a, b) / large
        return dot / large / ((1 + ratio * ratio) / 2).squareRoot()
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let size = Self.size(a, b)
        return Contributions(terms: a.indices.map { size > 0 ? a[$0] * b[$0] / size : 0 }, rule: "sum")
    }
}
