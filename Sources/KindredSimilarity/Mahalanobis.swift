import KindredMath

/// Mahalanobis distance, √((A−B)ᵀS⁻¹(A−B)): SIM-7. Range [0, ∞), a metric since S is positive definite; as a similarity 1/(1+d).
///
/// S is fitted to rows; S = LLᵀ, and d = |L⁻¹(A−B)|, so an index stores L⁻¹(x−μ) and searches Euclidean distances. Ways to estimate S:
/// - `ledoit-wolf`, the default: shrunk by the amount Ledoit and Wolf derive (2004).
/// - `empirical`: (1/(N−1)) Σ(x−μ)(x−μ)ᵀ; refused when singular.
/// - `shrink:α`: (1−α)S + α(tr S/n)I, α in 0...1.
/// - `diagonal`: variances only.
/// - `given`: `Measure.mahalanobis(_:)`.
///
/// Appending rows does not refit; `Covariance.drift(of:)` says how far they have moved.
struct Mahalanobis: Formula {
    static let name = "mahalanobis"

    enum Estimator: Hashable, Sendable {
        case ledoitWolf, empirical, shrink(Double), diagonal, given
    }
    var estimator: Estimator
    var covariance: Covariance?

    static func parse(_ options: inout MeasureOptions) throws(MeasureError) -> Mahalanobis {
        switch options.word(of: ["ledoit-wolf", "empirical", "shrink", "diagonal", "given"]) {
        case "empirical": return Mahalanobis(estimator: .empirical)
        case "diagonal": return Mahalanobis(estimator: .diagonal)
        case "given": return Mahalanobis(estimator: .given)
        case "shrink":
            guard let alpha = options.number(), alpha >= 0, alpha <= 1 else {
                throw options.invalid("give alpha in 0...1, as in mahalanobis:shrink:0.1")
            }
            return Mahalanobis(estimator: .shrink(alpha))
        default: return Mahalanobis(estimator: .ledoitWolf)
        }
    }

    var options: String {
        switch estimator {
        case .ledoitWolf: ""
        case .empirical: "empirical"
        case .shrink(let alpha): "shrink:\(alpha.optionText)"
        case .diagonal: "diagonal"
        case .given: "given"
        }
    }

    var summary: String { "Mahalanobis distance, √((a−b)ᵀS⁻¹(a−b))" }
    var properties: MeasureProperties { .distance(metric: true) }
    var requiredDimension: Int? { covariance?.dimension }

    var missing: String? {
        guard covariance == nil else { return nil }
        return estimator == .given ? "has no covariance: give one" : "has no covariance yet: fit it to rows"
    }

    var form: MeasureForm {
        MeasureForm(covariance.map { .whitened($0) } ?? .identity, .squaredEuclidean, .squareRoot, .ascending)
    }

    func service(by index: IndexKind) -> IndexService { .asEuclidean(index) }

    func value(_ a: Span<Double>, _ b: Span<Double>) -> Double {
        guard let covariance else { return 0 }
        return Wide.norm(covariance.whitenedDifference(a, b).span)
    }

    /// The difference is whitened, not the vectors: nothing cancels that does not have to.
    func value(_ a: Span<Float>, _ b: Span<Float>) -> Float { wideValue(a, b) }

    func contributions(_ a: Span<Double>, _ b: Span<Double>) -> Contributions? {
        guard let covariance else { return nil }
        let difference = a.indices.map { a[$0] - b[$0] }
        let terms = hadamard(difference, covariance.cholesky.solve(difference))
        return Contributions(terms: terms, rule: "square root of the sum; correlated axes may contribute less than nothing")
    }
}

extension Mahalanobis {
    var weights: MeasureWeights? { covariance.map { .covariance($0) } }

    func with(_ weights: MeasureWeights) throws(MeasureError) -> any Formula {
        guard case .covariance(let covariance) = weights else {
            throw MeasureError(.invalidWeights, "mahalanobis wants a covariance")
        }
        return Mahalanobis(estimator: estimator, covariance: covariance)
    }

    func fitted(to rows: Span<Float>, dimension: Int, seed: UInt64) throws(MeasureError) -> any Formula {
        if estimator == .given { return self }
        let moments = try Moments(rows, dimension: dimension)
        let fit = try Mahalanobis.estimate(moments, estimator)
        return Mahalanobis(estimator: estimator, covariance: fit)
    }

    private static func estimate(_ moments: Moments, _ estimator: Estimator) throws(MeasureError) -> Covariance {
        let empirical = moments.covariance(divisor: moments.count - 1)
        switch estimator {
        case .ledoitWolf:
            let alpha = moments.ledoitWolfShrinkage
            let population = moments.covariance(divisor: moments.count)
            return try Covariance(population.shrunk(by: alpha), mean: moments.mean, shrinkage: alpha)
        case .shrink(let alpha):
            return try Covariance(empirical.shrunk(by: alpha), mean: moments.mean, shrinkage: alpha)
        case .diagonal:
            let variances = (0..<empirical.rows).map { empirical[$0, $0] }
            return try Covariance(.diagonal(variances), mean: moments.mean, shrinkage: 0)
        case .empirical, .given:
            return try Covariance(empirical, mean: moments.mean, shrinkage: 0)
        }
    }
}

extension Measure {
    /// The Mahalanobis distance of a known covariance.
    public static func mahalanobis(_ covariance: Covariance) -> Measure {
        Measure(Mahalanobis(estimator: .given, covariance: covariance))
    }

    /// What a fitted Mahalanobis distance holds.
    public var covariance: Covariance? { (formula as? Mahalanobis)?.covariance }
}
