import Foundation
internal import KindredMath

extension GaussianDistribution {
    /// How far it is from another, in closed form; Jensen–Shannon, which has none, by 20,000 seeded draws of each.
    ///
    /// - Throws: `DistributionError.mismatch` for another dimension.
    /// - Complexity: O(*d*³).
    public func divergence(_ kind: Divergence, to other: GaussianDistribution) throws(DistributionError) -> Double {
        guard dimension == other.dimension else { throw DistributionError(.mismatch, "\(dimension) dimensions against \(other.dimension)") }
        switch kind {
        case .kullbackLeibler: return relativeEntropy(to: other)
        case .jeffreys: return relativeEntropy(to: other) + other.relativeEntropy(to: self)
        case .jensenShannon: return try GaussianMixture(single: self).divergence(.jensenShannon, to: GaussianMixture(single: other))
        case .bhattacharyya: return bhattacharyya(other)
        case .hellinger: return max(0, -expm1(-bhattacharyya(other))).squareRoot()
        case .wasserstein: return wasserstein(other)
        }
    }

    /// ½ (tr(Σ₂⁻¹Σ₁) + Δᵀ Σ₂⁻¹ Δ − d + ln(det Σ₂ / det Σ₁)).
    private func relativeEntropy(to other: GaussianDistribution) -> Double {
        // tr(Σ₂⁻¹Σ₁) is the sum of squares of L₂⁻¹L₁.
        var columns = factor.factor.transposed.elements
        other.factor.solveLower(rows: &columns)
        let trace = columns.reduce(0) { $0 + $1 * $1 }
        let gap = other.factor.solveLower(zip(mean, other.mean).map { $0 - $1 }).reduce(0) { $0 + $1 * $1 }
        return max(0, 0.5 * (trace + gap - Double(dimension) + other.factor.logDeterminant - factor.logDeterminant))
    }

    /// ⅛ Δᵀ Σ⁻¹ Δ + ½ ln(det Σ / √(det Σ₁ det Σ₂)) with Σ = (Σ₁ + Σ₂)/2.
    private func bhattacharyya(_ other: GaussianDistribution) -> Double {
        var middle = covariance
        for place in middle.elements.indices { middle.elements[place] = (middle.elements[place] + other.covariance.elements[place]) / 2 }
        // The mean of two positive definite matrices is one, but for rounding.
        guard let middle = Cholesky(middle) else { return 0 }
        let gap = middle.solveLower(zip(mean, other.mean).map { $0 - $1 }).reduce(0) { $0 + $1 * $1 }
        return max(0, gap / 8 + 0.5 * (middle.logDeterminant - 0.5 * (factor.logDeterminant + other.factor.logDeterminant)))
    }

    /// |Δ|² + tr(Σ₁ + Σ₂ − 2 (Σ₂^½ Σ₁ Σ₂^½)^½). Dowson, Landau, Journal of Multivariate Analysis 12(3), 1982.
    func wasserstein(_ other: GaussianDistribution) -> Double {
        // Any root of Σ₂ gives the same eigenvalues: L₂ᵀ Σ₁ L₂.
        let root = other.factor.factor
        let inner = root.transposed * covariance * root
        let cross = SymmetricEigen(inner).values.reduce(0) { $0 + max(0, $1).squareRoot() }
        let gap = zip(mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return max(0, gap + covariance.trace + other.covariance.trace - 2 * cross)
    }
}
