/// Chebyshev distance, max|aᵢ−bᵢ|: SIM-6 at p = ∞. Range [0, ∞), a metric; as a similarity 1/(1+d).
struct Chebyshev: Formula {
    static let name = "chebyshev"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Chebyshev { Chebyshev() }

    var summary: String { "Chebyshev distance, max|a−b|" }
    var properties: MeasureProperties { .distance(metric: true) }
    var form: MeasureForm { MeasureForm(.identity, .chebyshev, .identity, .ascending) }
    func service(by index: IndexKind) -> IndexService { .asAxisMonotone(index) }
    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double { Wide.chebyshev(a, b) }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        Contributions(terms: a.indices.map { abs(a[$0] - b[$0]) }, rule: "largest")
    }
}
