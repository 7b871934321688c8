/// Euclidean distance, √Σ(aᵢ−bᵢ)²: SIM-4. Range [0, ∞), a metric; as a similarity 1/(1+d).
///
/// Searched as the squared distance, which has the same order.
struct Euclidean: Formula {
    static let name = "euclidean"
    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Euclidean { Euclidean() }

    var summary: String { "Euclidean distance, √Σ(a−b)²" }
    var properties: MeasureProperties { .distance(metric: true) }
    var form: MeasureForm { MeasureForm(.identity, .squaredEuclidean, .squareRoot, .ascending) }
    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        Wide.squaredEuclidean(a, b).squareRoot()
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        Contributions(terms: a.indices.map { (a[$0] - b[$0]) * (a[$0] - b[$0]) }, rule: "square root of the sum")
    }
}
