import KindredLearning
import KindredMath
import Testing

@Suite struct VerificationTests {
    static let scores = [0.9, 0.8, 0.75, 0.6, 0.55, 0.4, 0.35, 0.2]
    static let isSame = [true, true, false, true, true, false, false, false]

    @Test func curveOfTheGoldenScores() throws {
        let curve = try ROCCurve(scores: Self.scores, isSame: Self.isSame)
        #expect(curve.area == 0.875)
        #expect(curve.equalErrorRate == 0.25)
        #expect(curve.acceptance(falseAt: 0) == 0.5)
        #expect(curve.acceptance(falseAt: 0.25) == 1)
        #expect(curve.acceptance(falseAt: 0.1) == nil)
        #expect(curve.acceptance(falseAt: 1) == 1)
        #expect(curve.points.count == 9)
    }

    /// The area is the chance that a same pair scores above a different one.
    @Test func areaCountsPairsOfPairs() throws {
        var random = SeededRandom(seed: 3)
        let scores = (0..<200).map { _ in Double(random.integer(below: 20)) }
        let isSame = scores.map { $0 + 10 * random.normal() > 8 }
        var above = 0.0, pairs = 0.0
        for (a, same) in zip(scores, isSame) where same {
            for (b, other) in zip(scores, isSame) where !other {
                above += a > b ? 1 : (a == b ? 0.5 : 0)
                pairs += 1
            }
        }
        #expect(abs(try ROCCurve(scores: scores, isSame: isSame).area - above / pairs) < 1e-12)
    }

    @Test func curvesNeedBothKinds() {
        #expect(throws: LearningError.self) { try ROCCurve(scores: [1, 2], isSame: [true, true]) }
        #expect(throws: LearningError.self) { try ROCCurve(scores: [1, .nan], isSame: [true, false]) }
        #expect(throws: LearningError.self) { try ROCCurve(scores: [1], isSame: [true, false]) }
    }

    @Test func foldsUseTheThresholdOfTheOthers() throws {
        // Fold 0 wants a threshold of 3 or 4, fold 1 one of 6; each is judged by the other's.
        let accuracy = try PairAccuracy(
            scores: [1, 2, 4, 5, 2, 5, 6, 7], isSame: [false, false, true, true, false, false, true, true], fold: [0, 0, 0, 0, 1, 1, 1, 1])
        #expect(accuracy.thresholds == [6, 4])
        #expect(accuracy.folds == [0.5, 0.75])
        #expect(accuracy.mean == 0.625)
        #expect(abs(accuracy.standardError - 0.125) < 1e-12)
    }

    @Test func thresholdsAreTheLowestOfTheBest() throws {
        let scores = [1.0, 3, 1, 3, 5, 5]
        let accuracy = try PairAccuracy(scores: scores, isSame: [false, true, false, true, false, true], fold: [0, 0, 1, 1, 2, 2])
        #expect(accuracy.thresholds == [3, 3, 3])
    }

    @Test func foldsMayNotBeEmpty() {
        #expect(throws: LearningError.self) { try PairAccuracy(scores: [1, 2], isSame: [true, false], fold: [0, 0]) }
        #expect(throws: LearningError.self) { try PairAccuracy(scores: [1, 2], isSame: [true, false], fold: [0, 2]) }
    }

    static let text = "2\t1\nAda\t1\t2\nAda\t2\tBen Ali\t1\nBen Ali\t1\t2\nCem\t1\tAda\t1\n"

    @Test func listsReadBack() throws {
        let list = try VerificationPairs(parsing: Self.text)
        #expect(list.folds == 2 && list.pairs.count == 4)
        #expect(list.pairs.map(\.isSame) == [true, false, true, false])
        #expect(list.pairs[1].second == VerificationPairs.Member("Ben Ali", 1))
        #expect(list.pairs.map(\.fold) == [0, 0, 1, 1])
        #expect(list.text == Self.text)
        let rows = try list.rows(among: ["Cem", "Ada", "Ben Ali", "Ada", "Ben Ali"])
        #expect(rows.map(\.first) == [1, 3, 2, 0] && rows.map(\.second) == [3, 2, 4, 1])
        #expect(throws: LearningError.self) { try list.rows(among: ["Cem", "Ada"]) }
    }

    @Test(arguments: ["", "x", "2 1\nA 1 2", "1 1\nA 1 2\nA 1 A 2", "1 1\nA 1 B 2\nA 1 2", "1 1\nA 0 2\nA 1 B 1", "1 9223372036854775807\nA 1 2"])
    func malformedListsAreRefused(text: String) {
        let error = #expect(throws: LearningError.self) { try VerificationPairs(parsing: text) }
        #expect(error?.code == .malformedFile)
    }

    @Test func drawnListsKeepTheFormat() throws {
        let labels = (0..<100).map { "class\($0 % 9)" }
        let list = try VerificationPairs(drawnFrom: labels, folds: 3, each: 20, seed: 4)
        #expect(try VerificationPairs(parsing: list.text) == list)
        let rows = try list.rows(among: labels)
        #expect(zip(rows, list.pairs).allSatisfy { (labels[$0.first] == labels[$0.second]) == $1.isSame && $0.first != $0.second })
        #expect(try VerificationPairs(drawnFrom: labels, folds: 3, each: 20, seed: 5) != list)
        #expect(throws: LearningError.self) { try VerificationPairs(drawnFrom: ["a", "b"]) }
    }
}
