import Foundation

/// Minkowski distance, (Σ|aᵢ−bᵢ|ᵖ)^(1/p) for p > 0, and max|aᵢ−bᵢ| at p = ∞: SIM-6. Range [0, ∞); as a similarity 1/(1+d).
///
/// A metric for p ≥ 1; below, the triangle inequality fails ((0,0), (1,0), (1,1) at p = ½: 4 > 1 + 1). A KD-tree stays exact for
/// every p, since one term never exceeds the sum; a ball tree does not.
/// Terms are divided by the largest before they are powered, so that 1e30 as a component does not overflow.
struct Minkowski: Formula {
    static let name = "minkowski"
    let p: Double

    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Minkowski {
        guard let p = options.number() else { throw options.invalid("give p, as in minkowski:3 or minkowski:inf") }
        guard p > 0 else { throw options.invalid("p is \(p.optionText): it must be positive") }
        return Minkowski(p: p)
    }

    var options: String { p.optionText }
    var summary: String { "Minkowski distance, (Σ|a−b|^p)^(1/p)" }
    var properties: MeasureProperties { .distance(metric: p >= 1) }
    var form: MeasureForm { MeasureForm(.identity, .minkowski(p), .identity, .ascending) }

    /// The powers that have a kernel.
    var otherForms: [MeasureForm] {
        switch p {
        case 1: [MeasureForm(.identity, .manhattan, .identity, .ascending)]
        case 2: [MeasureForm(.identity, .squaredEuclidean, .squareRoot, .ascending)]
        case .infinity: [MeasureForm(.identity, .chebyshev, .identity, .ascending)]
        default: []
        }
    }

    var candidateMeasure: Measure? {
        guard otherForms.isEmpty else { return nil }
        return p < 1.5 ? .manhattan : p < 4 ? .euclidean : .chebyshev
    }

    func service(by index: IndexKind) -> IndexService { .asAxisMonotone(index, metric: p >= 1) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        let largest = Wide.chebyshev(a, b)
        guard largest > 0, p.isFinite else { return largest }
        var sum = 0.0
        for i in a.indices { sum += pow(abs(a[i] - b[i]) / largest, p) }
        return largest * pow(sum, 1 / p)
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        guard p.isFinite else { return Chebyshev().contributions(a, b) }
        return Contributions(terms: a.indices.map { pow(abs(a[$0] - b[$0]), p) }, rule: "sum to the power 1/\(p.optionText)")
    }
}
