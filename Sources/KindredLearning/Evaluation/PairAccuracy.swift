/// Accuracy of telling same pairs from different ones, each fold by the threshold that is best on the others.
public struct PairAccuracy: Sendable, Hashable {
    /// The accuracy of each fold.
    public let folds: [Double]
    /// The threshold used on each fold: scores at or above it are called same.
    public let thresholds: [Double]

    /// The mean accuracy.
    public var mean: Double { folds.reduce(0, +) / Double(folds.count) }

    /// The standard error of the mean: the sample deviation of the folds over the root of their number.
    public var standardError: Double {
        let mean = mean
        let squares = folds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(max(1, folds.count - 1)) / Double(folds.count)).squareRoot()
    }

    /// Judges scores, larger for pairs more alike.
    ///
    /// - Parameter fold: which fold each pair belongs to, 0..<f; f is at least 2 and every fold has a pair.
    /// - Throws: `dimensionMismatch` when the arrays differ in length; `notFinite`; `invalidParameter` for folds without pairs.
    /// - Complexity: O(*n* log *n* + *f n*).
    public init(scores: [Double], isSame: [Bool], fold: [Int]) throws(LearningError) {
        guard scores.count == isSame.count, scores.count == fold.count else {
            throw LearningError(.dimensionMismatch, "\(scores.count) scores, \(isSame.count) answers and \(fold.count) folds")
        }
        if let bad = scores.first(where: { !$0.isFinite }) { throw LearningError(.notFinite, "a score is \(bad)") }
        let count = (fold.max() ?? -1) + 1
        guard count > 1, Set(fold) == Set(0..<count) else {
            throw LearningError(.invalidParameter, "folds \(Set(fold).sorted()): 0..<f with f > 1 and none empty is wanted")
        }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var accuracies: [Double] = [], thresholds: [Double] = []
        for held in 0..<count {
            let threshold = Self.bestThreshold(order.filter { fold[$0] != held }, scores, isSame)
            let own = order.filter { fold[$0] == held }
            accuracies.append(Double(own.count { (scores[$0] >= threshold) == isSame[$0] }) / Double(own.count))
            thresholds.append(threshold)
        }
        folds = accuracies
        self.thresholds = thresholds
    }

    /// The lowest of the thresholds that call most pairs right, among the scores and one above them all.
    private static func bestThreshold(_ ascending: [Int], _ scores: [Double], _ isSame: [Bool]) -> Double {
        var right = ascending.count { isSame[$0] }
        var best = -1, threshold = -Double.infinity
        for (place, pair) in ascending.enumerated() {
            let isNew = place == 0 || scores[ascending[place - 1]] < scores[pair]
            if isNew, right > best { (best, threshold) = (right, scores[pair]) }
            right += isSame[pair] ? -1 : 1
        }
        return right > best ? .infinity : threshold
    }
}
