import Testing

@testable import KindredLearning

/// Values of scipy 1.17.1: `scipy.stats.beta.ppf(error, k, n - k + 1)` and `scipy.stats.norm.ppf(p)`.
@Suite struct CertificateTests {
    @Test func lowerBoundsAreTheBetaQuantiles() {
        for (successes, count, error, expected) in [
            (990, 1000, 0.001, 0.9760361872), (100, 100, 0.001, 0.9332543008), (501, 1000, 0.001, 0.4517643769), (1, 10, 0.05, 0.0051161969), (0, 10, 0.05, 0.0),
        ] {
            #expect(abs(BinomialBound.lower(successes, of: count, error: error) - expected) < 1e-6)
        }
    }

    @Test func quantilesAreTheNormals() {
        for (p, expected) in [(0.5, 0.0), (0.975, 1.959963984540054), (0.001, -3.090232306167813), (0.9332543008, 1.5005)] {
            #expect(abs(NormalQuantile.of(p) - expected) < 1e-3 * max(1, abs(expected)))
        }
        #expect(NormalQuantile.of(1) == .infinity && NormalQuantile.of(0) == -.infinity)
    }
}
