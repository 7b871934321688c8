import Foundation
import KindredMath
import Testing

@testable import KindredRetrieval

@Suite struct DivergenceTests {
    private func gaussian(_ mean: [Double], _ covariance: [[Double]]) throws -> GaussianDistribution {
        try GaussianDistribution(mean: mean, covariance: Matrix(covariance))
    }

    @Test func goldenGaussians() throws {
        let p = try gaussian([0, 0], [[1, 0.2], [0.2, 1]]), q = try gaussian([1, -1], [[2, 0], [0, 0.5]])
        #expect(try abs(p.divergence(.kullbackLeibler, to: q) - 1.5204109972601276) < 1e-12)
        #expect(try abs(q.divergence(.kullbackLeibler, to: p) - 1.5316723360732059) < 1e-12)
        #expect(try abs(p.divergence(.jeffreys, to: q) - 3.0520833333333335) < 1e-9)
        #expect(try abs(p.divergence(.bhattacharyya, to: q) - 0.33929637821614966) < 1e-12)
        #expect(try abs(p.divergence(.hellinger, to: q) - (1 - exp(-0.33929637821614966)).squareRoot()) < 1e-12)
        #expect(try abs(p.divergence(.wasserstein, to: q) - 2.2764508790702838) < 1e-12)
        let shannon = try p.divergence(.jensenShannon, to: q)
        #expect(shannon > 0.05 && shannon < log(2))
        #expect(try shannon == p.divergence(.jensenShannon, to: q), "the same draws each time")
        for kind in Divergence.allCases { #expect(try p.divergence(kind, to: p) < 1e-12) }
    }

    @Test func goldenOutcomes() throws {
        let p = try DiscreteDistribution([0.1, 0.4, 0.5]), q = try DiscreteDistribution([3, 3, 4])
        #expect(try abs(p.divergence(.kullbackLeibler, to: q) - 0.11678337577100634) < 1e-15)
        #expect(try abs(p.divergence(.jensenShannon, to: q) - 0.0325296055222231) < 1e-15)
        #expect(try abs(p.divergence(.hellinger, to: q) - 0.18212952047754055) < 1e-14)
        let certain = try DiscreteDistribution([1, 0, 0]), other = try DiscreteDistribution([0, 1, 1])
        #expect(try p.divergence(.kullbackLeibler, to: certain) == .infinity)
        #expect(try abs(certain.divergence(.kullbackLeibler, to: p) - log(10)) < 1e-12, "0 ln 0 is 0")
        #expect(try certain.divergence(.bhattacharyya, to: other) == .infinity)
        #expect(try certain.divergence(.hellinger, to: other) == 1)
        #expect(try abs(certain.divergence(.jensenShannon, to: other) - log(2)) < 1e-12)
    }

    /// Draws agree with closed forms when mixtures are single Gaussians in disguise.
    @Test func drawsAgreeWithClosedForms() throws {
        let p = try gaussian([0, 0], [[1, 0.2], [0.2, 1]]), q = try gaussian([1, -1], [[2, 0], [0, 0.5]])
        let a = try GaussianMixture(weights: [1, 3], components: [p, p]), b = try GaussianMixture(weights: [1, 1], components: [q, q])
        for kind in Divergence.allCases where kind != .jensenShannon {
            let exact = try p.divergence(kind, to: q), drawn = try a.divergence(kind, to: b)
            #expect(abs(drawn - exact) < 0.04 * exact, "\(kind): \(drawn) against \(exact)")
        }
        #expect(try abs(a.divergence(.jensenShannon, to: b) - p.divergence(.jensenShannon, to: q)) < 0.01)
    }

    @Test func transportOfEqualMassesIsAnAssignment() {
        var random = SeededRandom(seed: 6), solver = LinearAssignment()
        for size in 1...6 {
            let costs = (0..<size * size).map { _ in Double(random.integer(below: 20)) }, mass = [Double](repeating: 1 / Double(size), count: size)
            #expect(abs(Transport(costs, from: mass, to: mass).cost * Double(size) - solver.solve(costs, rows: size, columns: size)) < 1e-9)
        }
        let uneven = Transport([0, 1, 2, 1, 0, 1], from: [0.7, 0.3], to: [0.2, 0.3, 0.5])
        #expect(abs(uneven.cost - 1.0) < 1e-12)
        #expect(abs(uneven.flow.reduce(0, +) - 1) < 1e-12)
    }

    @Test func wrongInputIsRefused() throws {
        let plane = try gaussian([0, 0], [[1, 0], [0, 1]]), line = try gaussian([0], [[1]]), p = try DiscreteDistribution([1, 2])
        #expect { try plane.divergence(.hellinger, to: line) } throws: { "\($0)".contains("2 dimensions against 1") }
        #expect { try gaussian([0, 0], [[1]]) } throws: { ($0 as? DistributionError)?.code == .mismatch }
        #expect { try gaussian([0, 0], [[1, 2], [2, 1]]) } throws: { ($0 as? DistributionError)?.code == .degenerate }
        #expect { try gaussian([.nan], [[1]]) } throws: { ($0 as? DistributionError)?.code == .notFinite }
        #expect { try DiscreteDistribution([1, -1]) } throws: { "\($0)".contains("weight 1 is -1") }
        #expect { try DiscreteDistribution([0, 0]) } throws: { ($0 as? DistributionError)?.code == .degenerate }
        #expect { try DiscreteDistribution([1, .infinity]) } throws: { ($0 as? DistributionError)?.code == .notFinite }
        #expect { try p.divergence(.wasserstein, to: p) } throws: { ($0 as? DistributionError)?.code == .mismatch }
        #expect { try p.divergence(.hellinger, to: DiscreteDistribution([1])) } throws: { "\($0)".contains("2 outcomes against 1") }
        #expect { try GaussianMixture(weights: [1], components: []) } throws: { ($0 as? DistributionError)?.code == .mismatch }
        #expect { try GaussianMixture(weights: [1, 1], components: [plane, line]) } throws: { "\($0)".contains("of 2 and of 1") }
    }
}
