import KindredMath
import Testing

@testable import KindredRetrieval

@Suite struct DistributionCollectionTests {
    @Test func nearestFirstAndImpossibleLast() throws {
        var collection = DistributionCollection()
        for (name, weights) in [("even", [1.0, 1, 1]), ("without", [1, 1, 0]), ("alike", [1, 4, 5]), ("again", [2, 8, 10])] {
            try collection.add(.outcomes(DiscreteDistribution(weights)), named: name)
        }
        let query = DistributionCollection.Item.outcomes(try DiscreteDistribution([1, 4, 4]))
        let hits = try collection.nearest(to: query, k: 10, by: .kullbackLeibler)
        #expect(hits.map(\.name) == ["alike", "again", "even", "without"])
        #expect(hits[3].divergence == .infinity && hits[0].divergence == hits[1].divergence)
        #expect(try collection.nearest(to: query, k: 1, by: .hellinger).map(\.number) == [2])
    }

    @Test func pointsAreComparedByTheirMixtures() throws {
        var random = SeededRandom(seed: 9), collection = DistributionCollection()
        func cloud(_ centre: Double) throws -> DistributionCollection.Item {
            let points = (0..<400).map { _ in Float(centre + random.normal()) }
            return .points(try GaussianMixture(points.span, dimension: 2, parameters: MixtureParameters(components: 1)))
        }
        for centre in [0.0, 1, 2, 5] { try collection.add(cloud(centre), named: "\(centre)") }
        let query = try cloud(1.9)
        for kind in Divergence.allCases {
            #expect(try collection.nearest(to: query, k: 4, by: kind).map(\.name) == ["2.0", "1.0", "0.0", "5.0"], "\(kind)")
        }
    }

    @Test func componentsAreDescribed() throws {
        let identity = Matrix<Double>.identity(2)
        let mixture = try GaussianMixture(
            weights: [1, 1], components: [GaussianDistribution(mean: [-3, 0], covariance: identity), GaussianDistribution(mean: [3, 0.1], covariance: identity)])
        let traits = mixture.traits(of: 0)
        #expect(traits.map(\.dimension) == [0, 1] && traits.map(\.words) == ["below average", "about average"])
        #expect(mixture.traits(of: 1, count: 1).map(\.words) == ["above average"])
    }

    @Test func wrongInputIsRefused() throws {
        var collection = DistributionCollection()
        let outcomes = DistributionCollection.Item.outcomes(try DiscreteDistribution([1, 2]))
        let points = DistributionCollection.Item.points(
            try GaussianMixture(weights: [1], components: [GaussianDistribution(mean: [0], covariance: .identity(1))]))
        try collection.add(outcomes, named: "a")
        #expect { try collection.add(points, named: "b") } throws: { ($0 as? DistributionError)?.code == .mismatch }
        #expect { try collection.add(.outcomes(DiscreteDistribution([1, 2, 3])), named: "c") } throws: { "\($0)".contains("2 outcomes against 3") }
        #expect { try collection.nearest(to: points, k: 1, by: .jeffreys) } throws: { ($0 as? DistributionError)?.code == .mismatch }
        #expect { try collection.nearest(to: outcomes, k: 0, by: .jeffreys) } throws: { ($0 as? DistributionError)?.code == .invalidParameter }
    }
}
