import Foundation
internal import KindredMath

extension GaussianMixture {
    /// How far it is from another: for two single Gaussians in closed form, where there is one; else from seeded draws, with an
    /// error that falls with the root of their number. `wasserstein` pairs components and needs no draws.
    ///
    /// - Parameters:
    ///   - samples: draws of each mixture.
    ///   - seed: the same seed gives the same value.
    /// - Throws: `DistributionError`: `mismatch` for another dimension, `invalidParameter` for no samples.
    /// - Complexity: O(samples · *k d*²).
    public func divergence(_ kind: Divergence, to other: GaussianMixture, samples: Int = 20_000, seed: UInt64 = 0) throws(DistributionError) -> Double {
        guard dimension == other.dimension else { throw DistributionError(.mismatch, "\(dimension) dimensions against \(other.dimension)") }
        guard samples >= 1 else { throw DistributionError(.invalidParameter, "\(samples) samples; at least 1 is allowed") }
        if components.count == 1, other.components.count == 1, kind != .jensenShannon {
            return try components[0].divergence(kind, to: other.components[0])
        }
        guard self != other else { return 0 }
        switch kind {
        case .kullbackLeibler: return max(0, mean(of: ratios(to: other, samples, seed, stream: 1)) { $0 })
        case .jeffreys:
            let there = mean(of: ratios(to: other, samples, seed, stream: 1)) { $0 }, back = mean(of: other.ratios(to: self, samples, seed, stream: 2)) { $0 }
            return max(0, there) + max(0, back)
        case .jensenShannon:
            // With r = ln(p/q): ln(p / ((p + q)/2)) = ln 2 − ln(1 + e^−r).
            let there = mean(of: ratios(to: other, samples, seed, stream: 1)) { log(2) - Self.softplus(-$0) }
            let back = mean(of: other.ratios(to: self, samples, seed, stream: 2)) { log(2) - Self.softplus(-$0) }
            return min(log(2), max(0, (there + back) / 2))
        case .bhattacharyya: return max(0, -log(overlap(other, samples, seed)))
        case .hellinger: return max(0, 1 - overlap(other, samples, seed)).squareRoot()
        case .wasserstein:
            let costs = components.flatMap { component in other.components.map { component.wasserstein($0) } }
            return Transport(costs, from: weights, to: other.weights).cost
        }
    }

    /// ∫ √(pq), over draws of the even mixture m of both: √(pq)/m = 1/cosh(r/2).
    private func overlap(_ other: GaussianMixture, _ samples: Int, _ seed: UInt64) -> Double {
        let there = mean(of: ratios(to: other, samples, seed, stream: 1)) { 1 / cosh($0 / 2) }
        let back = mean(of: other.ratios(to: self, samples, seed, stream: 2)) { 1 / cosh($0 / 2) }
        return min(1, (there + back) / 2)
    }

    /// ln(p/q) at points drawn from p, this mixture.
    private func ratios(to other: GaussianMixture, _ samples: Int, _ seed: UInt64, stream: UInt64) -> [Double] {
        var random = SeededRandom(seed: seed, stream: stream)
        return (0..<samples).map { _ in
            let point = draw(&random)
            return logDensity(point) - other.logDensity(point)
        }
    }

    private func mean(of values: [Double], _ map: (Double) -> Double) -> Double {
        values.reduce(0) { $0 + map($1) } / Double(values.count)
    }

    /// ln(1 + eˣ).
    private static func softplus(_ x: Double) -> Double { x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }
}
