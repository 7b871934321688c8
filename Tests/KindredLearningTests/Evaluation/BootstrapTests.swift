import KindredLearning
import KindredMath
import Testing

@Suite struct BootstrapTests {
    @Test func intervalsOfManyValuesFollowTheCentralLimit() {
        var random = SeededRandom(seed: 5)
        let values = (0..<2000).map { _ in random.normal(mean: 3, deviation: 2) }
        let interval = Bootstrap(resamples: 2000).interval(of: values)
        let half = 1.96 * 2 / 2000.0.squareRoot()
        #expect(abs(interval.upper - interval.mean - half) < 0.15 * half)
        #expect(abs(interval.mean - interval.lower - half) < 0.15 * half)
    }

    /// What makes a query hard for both measures cancels.
    @Test func pairsTellWhatUnpairedIntervalsCannot() {
        var random = SeededRandom(seed: 6)
        let before = (0..<300).map { _ in random.uniform() }
        let after = before.map { $0 + 0.01 + 0.02 * random.uniform() }
        let gain = Bootstrap().gain(from: before, to: after)
        #expect(gain.lower > 0.015 && gain.upper < 0.025)
        #expect(Bootstrap().interval(of: before).upper > Bootstrap().interval(of: after).lower)
    }

    @Test func seedsAndNothingElseDecide() {
        let values = (0..<50).map { Double($0 * $0 % 17) }
        #expect(Bootstrap(seed: 1).interval(of: values) == Bootstrap(seed: 1).interval(of: values))
        #expect(Bootstrap(seed: 1).interval(of: values) != Bootstrap(seed: 2).interval(of: values))
    }

    @Test func edges() {
        #expect(Bootstrap().interval(of: [2, 2, 2]) == Bootstrap.Interval(mean: 2, lower: 2, upper: 2))
        #expect(Bootstrap().interval(of: []).mean.isNaN)
    }
}
