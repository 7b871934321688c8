import Foundation
import KindredMath

/// Gaussian kernel, exp(−|A−B|²/(2σ²)): SIM-13. Range (0, 1], larger is nearer; ranks as the Euclidean distance does.
///
/// σ > 0 is given (`gaussian:1.5`) or fitted (`gaussian`, `gaussian:auto`): the median distance of at most 1,000 sampled pairs. A far
/// pair underflows to 0, which is fine for ranking; a graph built of such weights should flag the isolated node.
struct Gaussian: Formula {
    static let name = "gaussian"
    /// nil until fitted.
    var sigma: Double?

    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Gaussian {
        if options.word(of: ["auto"]) != nil { return Gaussian(sigma: nil) }
        guard let sigma = options.number() else { return Gaussian(sigma: nil) }
        guard sigma >= 1e-150, sigma <= 1e150 else { throw options.invalid("sigma is \(sigma.optionText): 1e-150...1e150 is allowed") }
        return Gaussian(sigma: sigma)
    }

    var options: String { sigma?.optionText ?? "auto" }
    var summary: String { "Gaussian kernel, exp(−|a−b|²/(2σ²))" }
    var properties: MeasureProperties { .similarity(0...1) }
    var missing: String? { sigma == nil ? "has no sigma yet: fit it to rows, or give one, as in gaussian:1.5" : nil }
    private var scale: Double { sigma.map { 1 / (2 * $0 * $0) } ?? 0 }

    var form: MeasureForm { MeasureForm(.identity, .squaredEuclidean, .gaussian(scale: scale), .ascending) }
    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        exp(-Wide.squaredEuclidean(a, b) * scale)
    }

    static func finish(_ squared: Float, _ scale: Double) -> Float {
        Float(exp(-Double(max(squared, 0)) * scale))
    }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        let terms = a.indices.map { -(a[$0] - b[$0]) * (a[$0] - b[$0]) * scale }
        return Contributions(terms: terms, rule: "exponential of the sum")
    }
}

extension Gaussian {
    private static let pairsMax = 1000

    func fitted(to rows: Span<Float>, dimension: Int, seed: UInt64) throws(MeasureError) -> any Formula {
        guard sigma == nil else { return self }
        let count = rows.count / dimension
        guard count >= 2 else { throw MeasureError(.tooFewRows, "gaussian:auto needs 2 rows, not \(count)") }
        let distances = Self.pairs(of: count, seed: seed).map { i, j in
            Double(
                Measure.euclidean.value(
                    rows.extracting(i * dimension..<(i + 1) * dimension), rows.extracting(j * dimension..<(j + 1) * dimension)))
        }
        let median = Self.median(distances.sorted())
        guard median > 0 else {
            throw MeasureError(.tooFewRows, "the median distance of \(distances.count) pairs is 0: give a sigma, as in gaussian:1.5")
        }
        return Gaussian(sigma: median)
    }

    /// All pairs where there are at most 1,000; else 1,000 drawn with their order forgotten.
    private static func pairs(of count: Int, seed: UInt64) -> [(Int, Int)] {
        if count * (count - 1) / 2 <= pairsMax {
            return (1..<count).flatMap { i in (0..<i).map { (i, $0) } }
        }
        var random = SeededRandom(seed: seed)
        return (0..<pairsMax).map { _ in
            let i = random.integer(below: count), j = random.integer(below: count - 1)
            return (i, j < i ? j : j + 1)
        }
    }

    private static func median(_ sorted: [Double]) -> Double {
        (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
