import KindredLearning
import KindredMath
import Testing

@Suite struct SplitTests {
    let labels = (0..<400).map { $0 % 7 == 0 ? 1 : ($0 % 3 == 0 ? 2 : 3) } + [9]

    @Test func stratifiedSplitsHoldOutAShareOfEachClass() throws {
        let split = try LabelSplit.stratified(labels, heldOut: 0.25, seed: 1)
        #expect((split.training + split.heldOut).sorted() == Array(labels.indices))
        for label in [1, 2, 3] {
            let count = labels.count { $0 == label }
            #expect(split.heldOut.count { labels[$0] == label } == Int((0.25 * Double(count)).rounded()))
        }
        #expect(split.training.contains(400))
        #expect(try LabelSplit.stratified(labels, heldOut: 0.25, seed: 1) == split)
        #expect(try LabelSplit.stratified(labels, heldOut: 0.25, seed: 2) != split)
    }

    @Test func openSetSplitsShareNoClass() throws {
        let split = try LabelSplit.byClass(labels, heldOut: 0.5)
        let held = Set(split.heldOut.map { labels[$0] }), kept = Set(split.training.map { labels[$0] })
        #expect(held.count == 2 && kept.count == 2 && held.isDisjoint(with: kept))
        #expect(throws: LearningError.self) { try LabelSplit.byClass([1, 1], heldOut: 0.5) }
        #expect(throws: LearningError.self) { try LabelSplit.byClass(labels, heldOut: 1) }
    }

    @Test func angles() throws {
        let rows = Matrix<Float>([[1, 0], [1, 1], [0, 2], [-1, 0], [0, 0]])
        let histograms = try AngleHistograms(rows, labels: [0, 0, 1, 1, 2], bins: 4)
        #expect(histograms.within.reduce(0, +) == 2 && histograms.between.reduce(0, +) == 8)
        #expect(histograms.within == [0, 1, 1, 0] || histograms.within == [1, 0, 1, 0])
        // 0 and 1 are 45° apart at the nearest, and members of 1 are 90° from each other.
        #expect(abs(histograms.overlappingClassPairs - 1.0 / 3) < 1e-12)
    }
}
