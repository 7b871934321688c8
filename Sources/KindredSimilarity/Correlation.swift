/// Pearson correlation, Σ(A−mA)(B−mB)/(n·sA·sB) with means and population deviations over the components of one vector: SIM-12.
/// Range [−1, 1], larger is nearer.
///
/// It is the cosine of centred vectors, so it ignores a shift and a positive scale of either vector. No metric.
/// A constant vector (deviation 0, to 1e-13 of its size) has correlation 0 with everything.
struct Correlation: Formula {
    static let name = "correlation"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Correlation { Correlation() }

    var summary: String { "Pearson correlation of the components" }
    var properties: MeasureProperties { .similarity(-1...1) }
    var form: MeasureForm { MeasureForm(.centredUnit, .dot, .cosineOfUnit, .descending) }
    var otherForms: [MeasureForm] { [MeasureForm(.centredUnit, .squaredEuclidean, .cosineOfChord, .ascending)] }
    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }

    /// Rounding of the mean leaves this much of a constant vector.
    private static let constant = 1e-13

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        let u = Self.centredUnit(a), v = Self.centredUnit(b)
        return Cosine.clamped(Wide.dot(u.span, v.span))
    }

    private static func centredUnit(_ a: Span<Double>) -> [Double] {
        let scaled = Wide.unit(a)
        let centred = Wide.centred(scaled.span)
        guard Wide.norm(centred.span) > constant else { return centred.map { _ in 0 } }
        return Wide.unit(centred.span)
    }

    static func prepare(_ vector: Span<Float>, into prepared: inout MutableSpan<Float>) {
        var sum = 0.0
        for i in vector.indices { sum += Double(vector[i]) }
        let mean = vector.isEmpty ? 0 : sum / Double(vector.count)
        var squares = 0.0
        for i in vector.indices { squares += (Double(vector[i]) - mean) * (Double(vector[i]) - mean) }
        let deviates = squares.squareRoot() > constant * Preparation.norm(vector)
        Preparation.scale(vector, less: mean, by: deviates ? 1 / squares.squareRoot() : 0, into: &prepared)
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let u = Self.centredUnit(a), v = Self.centredUnit(b)
        return Contributions(terms: u.indices.map { u[$0] * v[$0] }, rule: "sum")
    }
}
