import Foundation

/// The settings of one build that no other of its settings beats in both recall and rate.
public struct RecallFront: Sendable, Hashable {
    /// One setting.
    public struct Point: Sendable, Hashable {
        /// Recall, 0…1.
        public var recall: Double
        /// Queries per second.
        public var rate: Double

        /// A setting's recall and rate.
        public init(recall: Double, rate: Double) {
            self.recall = recall
            self.rate = rate
        }
    }

    /// The front, by ascending recall and so by falling rate.
    public let points: [Point]

    /// The front of some settings; those without a rate above 0 are left out.
    public init(_ settings: some Sequence<Point>) {
        var front: [Point] = []
        for point in settings.filter({ $0.rate > 0 }).sorted(by: { ($0.recall, $0.rate) > ($1.recall, $1.rate) }) where point.rate > front.last?.rate ?? 0 {
            front.append(point)
        }
        points = front.reversed()
    }

    /// The rate at a recall, between the two settings around it: linear in the logarithms of the rate and of what is missing to recall 1.
    ///
    /// Below the least recall of the front the rate there; nil when the front never reaches the recall.
    public func rate(at recall: Double) -> Double? {
        guard let last = points.last, last.recall >= recall else { return nil }
        guard let upper = points.firstIndex(where: { $0.recall >= recall }), upper > 0 else { return points[0].rate }
        let (a, b) = (points[upper - 1], points[upper])
        let share = (Self.missing(recall) - Self.missing(a.recall)) / (Self.missing(b.recall) - Self.missing(a.recall))
        return exp(log(a.rate) + share * (log(b.rate) - log(a.rate)))
    }

    /// Less than a hundred-thousandth counts as that.
    private static func missing(_ recall: Double) -> Double { log(max(1 - recall, 1e-5)) }
}
