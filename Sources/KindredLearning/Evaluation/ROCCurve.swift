/// The receiver operating characteristic of scores of pairs: which share of different pairs is accepted with which share of same.
///
///     let curve = try ROCCurve(scores: [0.9, 0.8, 0.4, 0.2], isSame: [true, false, true, false])
///     curve.area                       // 0.75
///     curve.acceptance(falseAt: 0.01)  // nil: two different pairs tell nothing about one in a hundred
///
/// A pair is accepted when its score is greater than a threshold. Every distinct score is a point; none is dropped or drawn between.
public struct ROCCurve: Sendable, Hashable {
    /// What a threshold does.
    public struct Point: Sendable, Hashable {
        /// Scores at or above it are accepted.
        public var threshold: Double
        /// The share of different pairs accepted, FPR or FAR.
        public var falseAcceptance: Double
        /// The share of same pairs accepted, TPR or TAR.
        public var trueAcceptance: Double
    }

    /// From (0, 0), nothing accepted, to (1, 1).
    public let points: [Point]
    private let negatives: [Double]
    private let positives: [Double]

    /// The curve of scores, larger for pairs more alike.
    ///
    /// - Throws: `dimensionMismatch`; `notFinite`; `tooFewRows` without a same pair or without a different one.
    /// - Complexity: O(*n* log *n*).
    public init(scores: [Double], isSame: [Bool]) throws(LearningError) {
        guard scores.count == isSame.count else {
            throw LearningError(.dimensionMismatch, "\(scores.count) scores and \(isSame.count) answers")
        }
        if let bad = scores.first(where: { !$0.isFinite }) { throw LearningError(.notFinite, "a score is \(bad)") }
        positives = zip(scores, isSame).filter { $0.1 }.map(\.0).sorted(by: >)
        negatives = zip(scores, isSame).filter { !$0.1 }.map(\.0).sorted(by: >)
        guard !positives.isEmpty, !negatives.isEmpty else {
            throw LearningError(.tooFewRows, "\(positives.count) same and \(negatives.count) different pairs: one of each is needed")
        }
        points = Self.points(positives, negatives)
    }

    private static func points(_ positives: [Double], _ negatives: [Double]) -> [Point] {
        var points = [Point(threshold: .infinity, falseAcceptance: 0, trueAcceptance: 0)]
        var p = 0, n = 0
        while p < positives.count || n < negatives.count {
            let threshold = max(p < positives.count ? positives[p] : -.infinity, n < negatives.count ? negatives[n] : -.infinity)
            while p < positives.count, positives[p] >= threshold { p += 1 }
            while n < negatives.count, negatives[n] >= threshold { n += 1 }
            points.append(
                Point(
                    threshold: threshold, falseAcceptance: Double(n) / Double(negatives.count),
                    trueAcceptance: Double(p) / Double(positives.count)))
        }
        return points
    }

    /// AUC: the chance that a same pair scores above a different one, ties counting half.
    public var area: Double {
        zip(points, points.dropFirst()).reduce(0) { sum, step in
            sum + (step.1.falseAcceptance - step.0.falseAcceptance) * (step.1.trueAcceptance + step.0.trueAcceptance) / 2
        }
    }

    /// EER: the mean of false acceptance and false rejection where they differ least, at the first such point.
    public var equalErrorRate: Double {
        let errors = points.map { (accepted: $0.falseAcceptance, rejected: 1 - $0.trueAcceptance) }
        let best = errors.min { abs($0.accepted - $0.rejected) < abs($1.accepted - $1.rejected) }
        return best.map { ($0.accepted + $0.rejected) / 2 } ?? .nan
    }

    /// TAR at a FAR: the share of same pairs above the (⌊FAR·n⌋ + 1)-th largest of the n different pairs' scores.
    ///
    /// - Returns: nil when 0 < FAR < 1/n, which n different pairs cannot tell.
    /// - Precondition: `0 <= rate && rate <= 1`.
    public func acceptance(falseAt rate: Double) -> Double? {
        precondition(rate >= 0 && rate <= 1, "a false acceptance rate of \(rate)")
        let allowed = Int(rate * Double(negatives.count))
        if rate > 0, allowed == 0 { return nil }
        guard allowed < negatives.count else { return 1 }
        return Double(positives.count { $0 > negatives[allowed] }) / Double(positives.count)
    }
}
