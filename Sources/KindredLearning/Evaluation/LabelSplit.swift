internal import KindredMath

/// Rows to learn from and rows to be judged by.
public struct LabelSplit: Sendable, Hashable {
    /// Rows to learn from, ascending.
    public let training: [Int]
    /// Rows that learning never sees, ascending.
    public let heldOut: [Int]

    /// A share of every class is held out: judges new items of known classes.
    ///
    /// Of a class of n rows, round(share · n) are held out, and at least one stays to learn from.
    ///
    /// - Throws: `invalidParameter` unless `0 < share < 1`.
    public static func stratified(_ labels: [Int], heldOut share: Double, seed: UInt64 = 0) throws(LearningError) -> LabelSplit {
        try check(share)
        var random = SeededRandom(seed: seed, stream: 1)
        var heldOut: [Int] = []
        for rows in labels.rowsByClass {
            var rows = rows
            random.shuffle(&rows)
            heldOut += rows.prefix(min(rows.count - 1, Int((share * Double(rows.count)).rounded())))
        }
        return LabelSplit(heldOut: heldOut, of: labels.count)
    }

    /// Whole classes are held out: judges classes never seen, the open set.
    ///
    /// Of c classes, round(share · c) are held out; at least one, and at least one stays to learn from.
    ///
    /// - Throws: `invalidParameter` unless `0 < share < 1`; `tooFewRows` for fewer than two classes.
    public static func byClass(_ labels: [Int], heldOut share: Double, seed: UInt64 = 0) throws(LearningError) -> LabelSplit {
        try check(share)
        var classes = labels.rowsByClass
        guard classes.count > 1 else { throw LearningError(.tooFewRows, "\(classes.count) classes cannot be split") }
        var random = SeededRandom(seed: seed, stream: 2)
        random.shuffle(&classes)
        let count = min(classes.count - 1, max(1, Int((share * Double(classes.count)).rounded())))
        return LabelSplit(heldOut: classes.prefix(count).flatMap { $0 }, of: labels.count)
    }

    private static func check(_ share: Double) throws(LearningError) {
        guard share > 0, share < 1 else { throw LearningError(.invalidParameter, "a held-out share of \(share): above 0 and below 1 is allowed") }
    }

    private init(heldOut: [Int], of count: Int) {
        let chosen = Set(heldOut)
        self.heldOut = heldOut.sorted()
        training = (0..<count).filter { !chosen.contains($0) }
    }
}

extension [Int] {
    /// The rows of each class, classes ascending by label.
    var rowsByClass: [[Int]] {
        var rows: [Int: [Int]] = [:]
        for (row, label) in enumerated() { rows[label, default: []].append(row) }
        return rows.keys.sorted().map { rows[$0] ?? [] }
    }
}
