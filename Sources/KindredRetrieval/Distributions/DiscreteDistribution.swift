import Foundation

/// Probabilities of a number of outcomes.
///
/// ```swift
/// let p = try DiscreteDistribution([1, 4, 5]), q = try DiscreteDistribution([3, 3, 4])
/// p.probabilities                            // [0.1, 0.4, 0.5]
/// try p.divergence(.kullbackLeibler, to: q)  // 0.1167…
/// ```
public struct DiscreteDistribution: Sendable, Hashable {
    /// At least 0, their sum is 1.
    public let probabilities: [Double]

    /// Probabilities in proportion to weights, as counts.
    ///
    /// - Throws: `DistributionError`: `notFinite` for a weight that is negative or no number, `degenerate` when all are 0.
    public init(_ weights: some Collection<Double>) throws(DistributionError) {
        for (place, weight) in weights.enumerated() where !(weight >= 0) || weight == .infinity {
            throw DistributionError(.notFinite, "weight \(place) is \(weight); finite numbers from 0 on are allowed")
        }
        let largest = weights.max() ?? 0
        guard largest > 0 else { throw DistributionError(.degenerate, "all \(weights.count) weights are 0; a distribution needs one above") }
        // Scaled first, so that the sum of large weights does not overflow.
        let scaled = weights.map { $0 / largest }, sum = scaled.reduce(0, +)
        probabilities = scaled.map { $0 / sum }
    }

    /// How far it is from another; infinite where the other calls impossible what this does not.
    ///
    /// - Throws: `DistributionError.mismatch` for another number of outcomes, and for `wasserstein`, which needs to know how far
    ///   outcomes are from each other.
    /// - Complexity: O(outcomes).
    public func divergence(_ kind: Divergence, to other: DiscreteDistribution) throws(DistributionError) -> Double {
        guard probabilities.count == other.probabilities.count else {
            throw DistributionError(.mismatch, "\(probabilities.count) outcomes against \(other.probabilities.count)")
        }
        let p = probabilities, q = other.probabilities
        switch kind {
        case .kullbackLeibler: return Self.relativeEntropy(p, q)
        case .jeffreys: return Self.relativeEntropy(p, q) + Self.relativeEntropy(q, p)
        case .jensenShannon:
            let middle = zip(p, q).map { ($0 + $1) / 2 }
            return max(0, (Self.relativeEntropy(p, middle) + Self.relativeEntropy(q, middle)) / 2)
        case .bhattacharyya: return max(0, -log(Self.overlap(p, q)))
        case .hellinger: return max(0, 1 - Self.overlap(p, q)).squareRoot()
        case .wasserstein: throw DistributionError(.mismatch, "w2 compares distributions of points; outcomes have no distance from each other")
        }
    }

    /// Σ p ln(p/q), with 0 ln 0 = 0.
    private static func relativeEntropy(_ p: [Double], _ q: [Double]) -> Double {
        var sum = 0.0
        for (p, q) in zip(p, q) where p > 0 {
            if q == 0 { return .infinity }
            sum += p * log(p / q)
        }
        return max(0, sum)
    }

    /// Σ √(pq).
    private static func overlap(_ p: [Double], _ q: [Double]) -> Double { zip(p, q).reduce(0) { $0 + ($1.0 * $1.1).squareRoot() } }
}
