/// Manhattan distance, Σ|aᵢ−bᵢ|: SIM-5. Range [0, ∞), a metric; as a similarity 1/(1+d).
struct Manhattan: Formula {
    static let name = "manhattan"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Manhattan { Manhattan() }

    var summary: String { "Manhattan distance, Σ|a−b|" }
    var properties: MeasureProperties { .distance(metric: true) }
    var form: MeasureForm { MeasureForm(.identity, .manhattan, .identity, .ascending) }
    func service(by index: IndexKind) -> IndexService { .asAxisMonotone(index) }
    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double { Wide.manhattan(a, b) }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        Contributions(terms: a.indices.map { abs(a[$0] - b[$0]) }, rule: "sum")
    }
}
