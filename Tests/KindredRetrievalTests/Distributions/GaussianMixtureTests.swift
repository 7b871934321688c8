import Foundation
import KindredMath
import Testing

@testable import KindredRetrieval

@Suite struct GaussianMixtureTests {
    /// Fisher's irises: four lengths of 150 flowers, and their species.
    private static func irises() throws -> (points: [Float], species: [String]) {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Examples/Distributions/iris.csv").standardizedFileURL
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
        return (rows.flatMap { $0.prefix(4).compactMap { Float($0) } }, rows.map { $0[4] })
    }

    @Test(arguments: [
        (MixtureParameters.Covariance.full, -1.2013049, 580.8594, 0.9039), (.tied, -1.7119001, 633.83, 0.8857),
        (.diagonal, -2.0478556, 744.63, 0.7592), (.spherical, -2.5620951, 853.81, 0.7302),
    ])
    func irisesAsScikitLearnFitsThem(_ covariance: MixtureParameters.Covariance, _ likelihood: Double, _ bic: Double, _ agreement: Double) throws {
        let (points, species) = try Self.irises()
        let mixture = try GaussianMixture(points.span, dimension: 4, parameters: MixtureParameters(components: 3, covariance: covariance, restarts: 10, seed: 1))
        #expect(abs(mixture.logLikelihood - likelihood) < 1e-3, "\(mixture.logLikelihood)")
        #expect(abs(mixture.bic(150) - bic) < 0.3, "\(mixture.bic(150))")
        #expect(mixture.isConverged)
        let labels = mixture.labels(of: points.span)
        #expect(abs(adjustedRand(labels, species) - agreement) < 0.02, "\(adjustedRand(labels, species))")
        let mean = stride(from: 0, to: 600, by: 4).reduce(0.0) { sum, start in sum + mixture.logDensity(points[start..<start + 4].map(Double.init)) } / 150
        #expect(abs(mean - mixture.logLikelihood) < 1e-9)
    }

    @Test func sharesAddUpAndDrawsLookAlike() throws {
        let (points, _) = try Self.irises()
        let mixture = try GaussianMixture(points.span, dimension: 4, parameters: MixtureParameters(components: 3, restarts: 3))
        #expect(abs(mixture.weights.reduce(0, +) - 1) < 1e-12)
        for share in mixture.shares(of: points.span) { #expect(abs(share.reduce(0, +) - 1) < 1e-12) }
        var random = SeededRandom(seed: 2)
        let drawn = (0..<4_000).flatMap { _ in mixture.draw(&random).map { Float($0) } }
        let again = try GaussianMixture(drawn.span, dimension: 4, parameters: MixtureParameters(components: 3, restarts: 3))
        #expect(try mixture.divergence(.jensenShannon, to: again) < 0.02)
    }

    @Test func oneComponentIsMeanAndCovariance() throws {
        let points: [Float] = [0, 0, 2, 0, 0, 2, 2, 2]
        let mixture = try GaussianMixture(points.span, dimension: 2, parameters: MixtureParameters(components: 1, regularization: 0))
        #expect(zip(mixture.components[0].mean, [1, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(zip(mixture.components[0].covariance.elements, [1, 0, 0, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(mixture.aic(4) == -2 * mixture.logLikelihood * 4 + 10)
    }

    @Test func wrongInputIsRefused() throws {
        let points: [Float] = [1, 2, 3, 4], same = [Float](repeating: 1, count: 20)
        func fit(_ points: [Float], _ parameters: MixtureParameters, dimension: Int = 2) throws -> GaussianMixture {
            try GaussianMixture(points.span, dimension: dimension, parameters: parameters)
        }
        #expect { try fit(points, MixtureParameters(components: 0)) } throws: { "\($0)".contains("components is 0") }
        #expect { try fit(points, MixtureParameters(components: 3)) } throws: { "\($0)".contains("2 points do not make 3") }
        #expect { try fit(points, MixtureParameters(components: 1), dimension: 3) } throws: { ($0 as? DistributionError)?.code == .invalidParameter }
        #expect { try fit(points, MixtureParameters(components: 1, tolerance: .nan)) } throws: { "\($0)".contains("tolerance") }
        #expect { try fit([.nan, 1], MixtureParameters(components: 1)) } throws: { ($0 as? DistributionError)?.code == .notFinite }
        #expect { try fit(same, MixtureParameters(components: 1, regularization: 0)) } throws: { ($0 as? DistributionError)?.code == .degenerate }
        #expect { try fit(points, MixtureParameters(components: 1), dimension: 2).divergence(.kullbackLeibler, to: fit(same, MixtureParameters(components: 2), dimension: 2), samples: 0) } throws: {
            "\($0)".contains("0 samples")
        }
        #expect(throws: Never.self) { try fit(same, MixtureParameters(components: 2)) }
    }

    /// Hubert, Arabie, "Comparing partitions", 1985.
    private func adjustedRand(_ labels: [Int], _ classes: [String]) -> Double {
        func pairs(_ counts: some Sequence<Int>) -> Double { counts.reduce(0) { $0 + Double($1 * ($1 - 1)) / 2 } }
        let both = pairs(Dictionary(grouping: labels.indices) { "\(labels[$0]) \(classes[$0])" }.values.map(\.count))
        let a = pairs(Dictionary(grouping: labels) { $0 }.values.map(\.count)), b = pairs(Dictionary(grouping: classes) { $0 }.values.map(\.count))
        let expected = a * b / pairs([labels.count])
        return (both - expected) / ((a + b) / 2 - expected)
    }
}
