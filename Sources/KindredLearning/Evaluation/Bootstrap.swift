internal import KindredMath

/// The bootstrap: how far the mean of some figures would move, had other queries been drawn (Efron, Tibshirani, 1993).
///
///     Bootstrap().interval(of: precisions)             // the mean, and the percentile interval around it
///     Bootstrap().gain(from: before, to: after).lower  // > 0: the gain is no accident of the queries
///
/// The same values and seed give the same interval.
public struct Bootstrap: Sendable, Hashable {
    /// A mean and the interval that holds it with the confidence asked for.
    public struct Interval: Sendable, Hashable, Codable {
        /// The mean of the values given.
        public var mean: Double
        /// The interval's lower end.
        public var lower: Double
        /// The interval's upper end.
        public var upper: Double

        /// An interval.
        public init(mean: Double, lower: Double, upper: Double) {
            self.mean = mean
            self.lower = lower
            self.upper = upper
        }
    }

    /// How many times the queries are drawn anew. At least 1.
    public var resamples: Int
    /// The probability that the interval holds the mean, in (0, 1).
    public var confidence: Double
    /// Seed of every draw.
    public var seed: UInt64

    /// A bootstrap; thousand resamples place the ends of a 95 % interval within a tenth of its width.
    ///
    /// - Precondition: `resamples > 0` and `0 < confidence < 1`.
    public init(resamples: Int = 1000, confidence: Double = 0.95, seed: UInt64 = 0) {
        precondition(resamples > 0, "\(resamples) resamples")
        precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
        self.resamples = resamples
        self.confidence = confidence
        self.seed = seed
    }

    /// The percentile interval of the mean of `values`; all NaN for no values.
    ///
    /// - Complexity: O(*resamples* · *n*).
    public func interval(of values: [Double]) -> Interval {
        guard !values.isEmpty else { return Interval(mean: .nan, lower: .nan, upper: .nan) }
        let means = resampledMeans(values).sorted()
        let tail = (1 - confidence) / 2
        return Interval(
            mean: values.reduce(0, +) / Double(values.count), lower: Self.quantile(tail, ofSorted: means),
            upper: Self.quantile(1 - tail, ofSorted: means))
    }

    /// The interval of the mean gain of `after` over `before`, two measures' figures of the same queries.
    ///
    /// Drawing the pairs together takes out what makes some queries harder than others under either measure.
    ///
    /// - Precondition: as many figures before as after.
    /// - Complexity: O(*resamples* · *n*).
    public func gain(from before: [Double], to after: [Double]) -> Interval {
        precondition(before.count == after.count, "\(before.count) figures before and \(after.count) after")
        return interval(of: zip(before, after).map { $1 - $0 })
    }

    private func resampledMeans(_ values: [Double]) -> [Double] {
        var random = SeededRandom(seed: seed)
        return (0..<resamples).map { _ in
            var sum = 0.0
            for _ in values.indices { sum += values[random.integer(below: values.count)] }
            return sum / Double(values.count)
        }
    }

    /// Linear interpolation between order statistics, as numpy's default.
    static func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
        let place = share * Double(values.count - 1)
        let below = Int(place), above = min(below + 1, values.count - 1)
        return values[below] + (place - Double(below)) * (values[above] - values[below])
    }
}
